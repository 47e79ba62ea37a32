// The stores of a site, as server and commands both open them.
#pragma once
#include <memory>

#include "app/data_dir.h"
#include "app/layout.h"
#include "app/settings.h"
#include "base/log.h"
#include "blobs/store.h"
#include "data/database.h"
#include "data/migrations.h"
#include "kv/store.h"

namespace veza::app {

struct Stores {
  DataDir dir;
  std::unique_ptr<data::Database> db;
  std::unique_ptr<kv::Store> kv;
  std::unique_ptr<blobs::Store> blobs;
  bool shared = false;  // whether other hosts may be on the same database
};

// Whether the settings lead to a site that was started before: commands that only look must not make one of a mistyped
// folder.
bool has_site(const Settings& settings);
// The sentence for when it does not.
std::string no_site(const Settings& settings);

// Opens what data.url, kv.url and blobs.url name, and makes sure that each answers. Errors name the setting and say
// what to do. A Redis that goes away later is no error: the site goes on in memory until it is back; `log` hears of
// that.
base::Result<Stores> open_stores(const Settings& settings, const base::Log& log);

base::Result<std::unique_ptr<data::Database>> open_database(const Settings& settings, const DataDir& dir);
base::Result<std::unique_ptr<kv::Store>> open_kv(const Settings& settings, const base::Log& log);
base::Result<std::unique_ptr<blobs::Store>> open_blobs(const Settings& settings, const DataDir& dir);

// The host's own components; plugins' come with the plugins.
std::vector<data::Component> host_migrations(data::Dialect dialect);

}  // namespace veza::app
