// A small site: a table of songs, each with a blob, and a place for its backups.
#pragma once
#include <algorithm>

#include "../data/scratch.h"
#include "backup/create.h"
#include "backup/migrations.h"
#include "backup/prune.h"
#include "backup/restore.h"
#include "backup/verify.h"
#include "blobs/folder_store.h"
#include "data/sqlite.h"

namespace veza::backup {

using data::must;

inline std::unique_ptr<blobs::Store> open_folder(const std::string& path) {
  return must(blobs::open_folder({.root = path}));
}

// Of rows of this site: a song needs its audio, and what begins with "drafts/" its plugin keeps for itself.
inline std::vector<BlobOwner> owners() {
  const std::string audio = "SELECT 'songs/' || id || '/audio' FROM songs";
  const std::string drafts = "SELECT 'songs/drafts/' || id || '/' FROM songs";
  return {{"songs", {"songs/"}, {{audio, audio}, {drafts, drafts}}}};
}

inline base::Result<std::vector<data::Component>> components(data::Dialect) {
  return std::vector<data::Component>{
      migrations(),
      {"songs",
       {{1, "create", "CREATE TABLE songs (id TEXT PRIMARY KEY, title TEXT NOT NULL, length DOUBLE PRECISION)"},
        {2, "seed", "INSERT INTO songs (id, title) VALUES ('seed', 'Made by a migration')"}}}};
}

struct Site : data::Scratch {
  Site() {
    must(data::migrate(*database, *components(database->dialect())));
    write("DELETE FROM songs");
  }

  Source source() {
    Source made{*database, *blobs};
    made.owners = owners();
    made.migrations = components;
    made.files = {{"plugins", file("plugins"), {"scratch"}}, {"config/veza.properties", file("veza.properties")}};
    made.work_folder = file("work");
    made.version = "1.2.3";
    return made;
  }
  Created create(const CreateOptions& options = {}) {
    const auto made = source();
    return must(backup::create(made, repository, options));
  }
  Verified verify(const std::string& name = "latest", bool quick = false) {
    return must(backup::verify(repository, name, owners(), {.quick = quick, .work_folder = file("work")}));
  }
  static std::string why(const Verified& found) { return found.sound() ? "" : found.differences.front(); }

  void write(const std::string& sql, data::Params params = {}) {
    must(database->write([&](data::Transaction& tx) { return data::run(tx, sql, params); }));
  }
  static std::string audio(const std::string& id) { return "songs/" + id + "/audio"; }
  void add_song(const std::string& id, const std::string& bytes) {
    must(blobs->put_bytes(audio(id), bytes));
    write("INSERT INTO songs (id, title) VALUES ($1, $2)", {id, "Song " + id});
  }
  void remove_song(const std::string& id) {
    write("DELETE FROM songs WHERE id = $1", {id});
    must(blobs->remove(audio(id)));
  }
  // Where the bytes of a blob lie in the pool.
  std::string pool_file(const std::string& bytes) const { return file("backups/" + Pool::key(base::sha256(bytes))); }
  size_t pool_size() { return must(repository.pool()).entries().size(); }

  data::TestDatabase place{file("site.db")};
  std::unique_ptr<data::Database> database = must(place.open());
  std::unique_ptr<blobs::Store> blobs = open_folder(file("blobs"));
  std::unique_ptr<blobs::Store> store = open_folder(file("backups"));
  Repository repository{*store};
};

// An empty place of the other kind: SQLite and a folder.
struct Place {
  explicit Place(const std::string& where) : folder(made(where)) {}
  static std::string made(const std::string& where) {
    std::filesystem::create_directories(where);
    return where;
  }
  RestoreTarget target() { return {*database, *blobs, folder, {"plugins/", "config/"}}; }
  RestoreOptions options() const {
    RestoreOptions made;
    made.migrations = components;
    made.work_folder = folder + "/work";
    return made;
  }
  std::string folder;
  std::unique_ptr<data::Database> database = must(data::open_sqlite({.path = folder + "/veza.db"}));
  std::unique_ptr<blobs::Store> blobs = open_folder(folder + "/blobs");
};

inline std::vector<std::string> ids(data::Session& session) {
  std::vector<std::string> found;
  for (const auto& row : must(session.rows("SELECT id FROM songs ORDER BY id"))) found.push_back(row[0].string());
  return found;
}

inline std::vector<std::string> keys(blobs::Store& blobs) {
  std::vector<std::string> found;
  for (const auto& blob : must(blobs.list(""))) found.push_back(blob.key);
  return found;
}

}  // namespace veza::backup
