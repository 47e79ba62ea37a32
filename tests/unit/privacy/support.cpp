#include "support.h"

#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "base/id.h"
#include "blobs/folder_store.h"

namespace veza::privacy::test {

World::World() {
  std::string name = (std::filesystem::temp_directory_path() / "veza-privacy-XXXXXX").string();
  BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
  folder_ = name;
  place_ = std::make_unique<data::TestDatabase>((folder_ / "veza.db").string());
  auto opened = place_->open();
  BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  db_ = std::move(*opened);
  const auto migrated =
      data::migrate(*db_, {jobs::migrations(), observe::audit_migrations(db_->dialect()), migrations()});
  BOOST_REQUIRE_MESSAGE(migrated, (migrated ? "" : migrated.error().message));
  auto blobs = blobs::open_folder({.root = (folder_ / "blobs").string()});
  BOOST_REQUIRE(blobs);
  blobs_ = std::move(*blobs);
}

World::~World() {
  close();
  db_.reset();
  place_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void World::open(std::vector<Handler> parts, Config config) {
  close();
  config.work_folder = (folder_ / "work").string();
  // A retry waits for pass(): one that is due at once would use up its attempts on a fast machine.
  queue_ = std::make_unique<jobs::Queue>(
      *db_,
      jobs::QueueOptions{.first_retry_ms = 1'000, .longest_retry_ms = 1'000, .clock = [this] { return now_.load(); }},
      base::Log());
  Parts floors{*db_, *blobs_, *queue_, audit_, seal_};
  floors.clock = [this] { return now_.load(); };
  privacy_ = std::make_unique<Privacy>(std::move(config), std::move(floors));
  for (auto& part : parts) BOOST_REQUIRE(privacy_->registry().add(std::move(part)));
  const auto started = privacy_->start();
  BOOST_REQUIRE_MESSAGE(started, (started ? "" : started.error().message));
  BOOST_REQUIRE(queue_->start());
}

void World::close() {
  if (privacy_) privacy_->stop();
  if (queue_) queue_->stop(10'000);
  privacy_.reset();
  queue_.reset();
}

Handler World::part(const std::string& owner, int per_call) {
  BOOST_REQUIRE(db_->write([&](data::Transaction& tx) {
    return tx.script("CREATE TABLE IF NOT EXISTS notes_" + owner + " (id TEXT PRIMARY KEY, user_id TEXT, body TEXT)");
  }));
  Handler handler;
  handler.owner = owner;
  handler.write = [this, owner](std::string_view user_id, ExportSink& sink) -> base::Status {
    base::Json notes = base::Json::array();
    auto read = db_->query("SELECT body FROM notes_" + owner + " WHERE user_id = $1 ORDER BY id", {user_id},
                           [&](const data::RowView& row) -> base::Status {
                             notes.push_back(row[0].string());
                             return {};
                           });
    if (!read) return read;
    return sink.json("notes.json", base::to_text(notes));
  };
  handler.erase = [owner, per_call](data::Transaction& tx, std::string_view user_id) -> base::Result<bool> {
    auto gone = tx.execute(
        "DELETE FROM notes_" + owner + " WHERE id IN (SELECT id FROM notes_" + owner + " WHERE user_id = $1 LIMIT $2)",
        {user_id, per_call});
    if (!gone) return base::fail(gone.error());
    return *gone == per_call;
  };
  return handler;
}

void World::note(const std::string& owner, const std::string& user, const std::string& text) {
  BOOST_REQUIRE(db_->write([&](data::Transaction& tx) -> base::Status {
    auto added = tx.execute("INSERT INTO notes_" + owner + " (id, user_id, body) VALUES ($1, $2, $3)",
                            {base::new_id(), user, text});
    return added ? base::Status() : base::fail(added.error());
  }));
}

int64_t World::notes(const std::string& owner, const std::string& user) {
  const auto row = db_->row("SELECT count(*) FROM notes_" + owner + " WHERE user_id = $1", {user});
  BOOST_REQUIRE(row && *row);
  return (**row)[0].integer();
}

std::string World::ask_export(const std::string& user) {
  std::string id;
  const auto asked = db_->write([&](data::Transaction& tx) -> base::Status {
    auto made = privacy_->request_export(tx, user, "request");
    if (!made) return base::fail(made.error());
    id = *made;
    return {};
  });
  BOOST_REQUIRE_MESSAGE(asked, (asked ? "" : asked.error().message));
  return id;
}

ExportState World::wait_for_export(const std::string& user) {
  ExportState state = ExportState::none;
  BOOST_REQUIRE(eventually([&] {
    const auto found = privacy_->last_export(user);
    BOOST_REQUIRE_MESSAGE(found, (found ? "" : found.error().message));
    state = found->state;
    return state != ExportState::queued && state != ExportState::running;
  }));
  return state;
}

void World::ask_erasure(const std::string& user, std::optional<int64_t> delay_ms) {
  const auto asked = db_->write([&](data::Transaction& tx) -> base::Status {
    auto at = privacy_->request_erasure(tx, user, "request", delay_ms);
    return at ? base::Status() : base::fail(at.error());
  });
  BOOST_REQUIRE_MESSAGE(asked, (asked ? "" : asked.error().message));
  BOOST_REQUIRE(privacy_->synchronize());
}

std::string World::erasure_state(const std::string& user) {
  const auto found = privacy_->erasure(user);
  BOOST_REQUIRE(found);
  return *found ? (*found)->state : "";
}

std::map<std::string, std::string> World::unzip(const std::string& bytes) {
  std::map<std::string, std::string> files;
  std::istringstream in(bytes);
  const Poco::Zip::ZipArchive archive(in);
  for (auto file = archive.headerBegin(); file != archive.headerEnd(); ++file) {
    std::istringstream again(bytes);
    Poco::Zip::ZipInputStream content(again, file->second);
    files[file->first] = std::string(std::istreambuf_iterator<char>(content), {});
  }
  return files;
}

}  // namespace veza::privacy::test
