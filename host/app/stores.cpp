#include "app/stores.h"

#include <filesystem>

#include "app/secrets.h"
#include "backup/migrations.h"
#include "blobs/folder_store.h"
#include "blobs/open_store.h"
#include "data/postgres.h"
#include "data/sqlite.h"
#include "events/outbox.h"
#include "identity/migrations.h"
#include "jobs/queue.h"
#include "kv/fallback_store.h"
#include "kv/redis_store.h"
#include "mail/letters.h"
#include "observe/audit.h"
#include "privacy/privacy.h"

namespace veza::app {

base::Result<std::unique_ptr<data::Database>> open_database(const Settings& settings, const DataDir& dir) {
  if (settings.text("data.url").empty()) {
    data::SqliteOptions sqlite;
    sqlite.path = dir.database();
    sqlite.idle_readers = static_cast<size_t>(settings.integer("data.readers"));
    auto db = data::open_sqlite(sqlite);
    if (!db) return base::fail_while("opening the database", db.error());
    return db;
  }
  data::PostgresOptions postgres;
  postgres.url = settings.text("data.url");
  postgres.sessions = static_cast<size_t>(settings.integer("data.sessions"));
  auto db = data::open_postgres(postgres);
  if (!db) return base::fail_while("opening the database of data.url", db.error());
  return db;
}

base::Result<std::unique_ptr<blobs::Store>> open_blobs(const Settings& settings, const DataDir& dir) {
  const std::string& url = settings.text("blobs.url");
  if (url.empty()) {
    blobs::FolderOptions folder;
    folder.root = dir.blobs();
    auto blobs = blobs::open_folder(folder);
    if (!blobs) return base::fail_while("opening the blob folder", blobs.error());
    return blobs;
  }
  auto blobs = blobs::open_store({url, settings.text("blobs.access_key"), settings.text("blobs.secret_key")});
  if (!blobs) return base::fail_while("opening the store of blobs.url", blobs.error());
  if (auto answers = (*blobs)->ping(); !answers)
    return base::fail_while("asking the store of blobs.url", answers.error());
  return blobs;
}

base::Result<std::unique_ptr<kv::Store>> open_kv(const Settings& settings, const base::Log& log) {
  if (settings.text("kv.url").empty()) return std::unique_ptr<kv::Store>(kv::make_memory_store());
  kv::RedisOptions options;
  options.url = settings.text("kv.url");
  options.prefix = settings.text("kv.prefix");
  options.ca_file = settings.text("kv.ca_file");
  options.command_timeout_ms = static_cast<int>(settings.integer("kv.timeout_ms"));
  auto redis = kv::open_redis(options);
  if (!redis) return base::fail_while("opening the Redis of kv.url", redis.error());
  // Away at the start is more likely a wrong address than an outage; away later is one, and the site goes on.
  if (auto answers = (*redis)->ping(); !answers) return base::fail_while("asking the Redis of kv.url", answers.error());
  return kv::make_fallback_store(std::move(*redis), log.named("kv"));
}

base::Result<Stores> open_stores(const Settings& settings, const base::Log& log) {
  Stores stores;
  auto dir = open_data_dir(settings.text("data.dir"));
  if (!dir) return tl::unexpected(dir.error());
  stores.dir = *dir;
  auto db = open_database(settings, stores.dir);
  if (!db) return tl::unexpected(db.error());
  stores.db = std::move(*db);
  auto kv = open_kv(settings, log);
  if (!kv) return tl::unexpected(kv.error());
  stores.kv = std::move(*kv);
  auto blobs = open_blobs(settings, stores.dir);
  if (!blobs) return tl::unexpected(blobs.error());
  stores.blobs = std::move(*blobs);
  stores.shared = !settings.text("data.url").empty();
  return stores;
}

std::string no_site(const Settings& settings) {
  return "there is no site in " + settings.text("data.dir") +
         " yet. Start one with `veza serve` or `veza migrate`, or name the right folder with --data DIR.";
}

bool has_site(const Settings& settings) {
  if (!settings.text("data.url").empty()) return true;
  std::error_code error;
  return std::filesystem::exists(DataDir{settings.text("data.dir")}.database(), error);
}

std::vector<data::Component> host_migrations(data::Dialect dialect) {
  return {jobs::migrations(),
          events::migrations(dialect),
          backup::migrations(),
          mail::migrations(),
          identity::migrations(),
          secret_migrations(),
          observe::audit_migrations(dialect),
          privacy::migrations()};
}

}  // namespace veza::app
