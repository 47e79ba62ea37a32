#include "app/stores.h"

#include <filesystem>

#include "blobs/folder_store.h"
#include "data/sqlite.h"
#include "events/outbox.h"
#include "identity/migrations.h"
#include "jobs/queue.h"

namespace veza::app {

base::Result<Stores> open_stores(const Settings& settings) {
  Stores stores;
  auto dir = open_data_dir(settings.text("data.dir"));
  if (!dir) return tl::unexpected(dir.error());
  stores.dir = *dir;
  data::SqliteOptions sqlite;
  sqlite.path = stores.dir.database();
  sqlite.idle_readers = static_cast<size_t>(settings.integer("data.readers"));
  auto db = data::open_sqlite(sqlite);
  if (!db) return base::fail_while("opening the database", db.error());
  stores.db = std::move(*db);
  blobs::FolderOptions folder;
  folder.root = stores.dir.blobs();
  auto blobs = blobs::open_folder(folder);
  if (!blobs) return base::fail_while("opening the blob folder", blobs.error());
  stores.blobs = std::move(*blobs);
  return stores;
}

bool has_site(const Settings& settings) {
  std::error_code error;
  return std::filesystem::exists(DataDir{settings.text("data.dir")}.database(), error);
}

std::vector<data::Component> host_migrations(data::Dialect dialect) {
  return {jobs::migrations(), events::migrations(dialect), identity::migrations()};
}

}  // namespace veza::app
