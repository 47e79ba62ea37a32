#include "app/site_database.h"

namespace veza::app {

base::Result<SiteDatabase> SiteDatabase::open(const Invocation& invocation,
                                              std::function<data::Component(data::Dialect)> needed) {
  auto settings = load_settings(invocation);
  if (!settings) return base::fail(settings.error());
  if (!has_site(*settings)) return base::fail(base::Code::not_found, no_site(*settings));
  auto dir = open_data_dir(settings->text("data.dir"));
  if (!dir) return base::fail(dir.error());
  auto database = open_database(*settings, *dir);
  if (!database) return base::fail(database.error());
  if (needed) {
    const auto pending = data::pending(**database, {needed((*database)->dialect())});
    if (!pending) return base::fail(pending.error());
    if (!pending->empty())
      return base::fail(base::Code::conflict,
                        "the database is not up to date: run `veza migrate`, or start the server.");
  }
  return SiteDatabase{std::move(*settings), std::move(*dir), std::move(*database)};
}

}  // namespace veza::app
