// The stores of a site, as server and commands both open them.
#pragma once
#include <memory>

#include "app/data_dir.h"
#include "app/layout.h"
#include "app/settings.h"
#include "blobs/store.h"
#include "data/database.h"
#include "data/migrations.h"

namespace veza::app {

struct Stores {
  DataDir dir;
  std::unique_ptr<data::Database> db;
  std::unique_ptr<blobs::Store> blobs;
};

// Whether the settings lead to a site that was started before: commands that only look must not make one of a mistyped
// folder.
bool has_site(const Settings& settings);

base::Result<Stores> open_stores(const Settings& settings);

// The host's own components; plugins' come with the plugins.
std::vector<data::Component> host_migrations(data::Dialect dialect);

}  // namespace veza::app
