// A site's database for a command that needs nothing else of it, beside a server that may be running on it.
#pragma once
#include <memory>

#include "app/command.h"
#include "app/stores.h"

namespace veza::app {

struct SiteDatabase {
  Settings settings;
  DataDir dir;
  std::unique_ptr<data::Database> db;

  // Errors are for exit_config: the settings are wrong, there is no site, its database cannot be used, or it lacks
  // migrations of `needed`, which a server or `veza migrate` brings.
  static base::Result<SiteDatabase> open(const Invocation& invocation,
                                         std::function<data::Component(data::Dialect)> needed = {});
};

}  // namespace veza::app
