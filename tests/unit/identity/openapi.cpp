#include "http/openapi.h"

#include <boost/test/unit_test.hpp>

#include "identity/routes.h"
#include "support.h"

using namespace veza::identity;

BOOST_AUTO_TEST_SUITE(identity_openapi)

BOOST_AUTO_TEST_CASE(routes_and_document_agree) {
  veza::identity::test::World world;
  veza::http::Router router;
  BOOST_REQUIRE(world.identity().add_routes(router));
  veza::http::OpenApi openapi({"Veza", "test"});
  const auto added = openapi.add_folder(VEZA_IDENTITY_FOLDER);
  BOOST_REQUIRE_MESSAGE(added, (added ? "" : added.error().message));
  const auto document = openapi.document();
  for (const auto& route : veza::http::routes_missing_from_document(router.routes(), document))
    BOOST_ERROR("not described: " + route);
  for (const auto& route : veza::http::document_paths_without_route(router.routes(), document))
    BOOST_ERROR("not there: " + route);
}

BOOST_AUTO_TEST_SUITE_END()
