// Every table of host and bundled plugins, in one database.
#include <boost/test/unit_test.hpp>

#include "../plugins/site.h"
#include "plugins/migrations.h"

namespace veza::plugins {

BOOST_AUTO_TEST_CASE(all_migrations_of_host_and_bundled_plugins_run_and_run_once) {
  // The host's own are applied by the site.
  test::Site site{{}};
  const auto components = plugin_migrations(VEZA_PLUGINS, site.db->dialect());
  BOOST_REQUIRE_MESSAGE(components, (components ? "" : components.error().message));
  BOOST_TEST(components->size() >= 2u);
  const auto applied = data::migrate(*site.db, *components);
  BOOST_REQUIRE_MESSAGE(applied, (applied ? "" : applied.error().message));
  BOOST_TEST(!applied->empty());
  BOOST_TEST(data::migrate(*site.db, *components)->empty());
  for (const char* table : {"jobs", "outbox", "identity_users", "library_tracks", "hls_renditions"}) {
    BOOST_TEST(site.db->rows("SELECT * FROM " + std::string(table)).has_value(), table);
  }
}

}  // namespace veza::plugins
