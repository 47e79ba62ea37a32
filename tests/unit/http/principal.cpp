#include "http/principal.h"

#include <boost/test/unit_test.hpp>

using namespace veza::http;

BOOST_AUTO_TEST_SUITE(principal)

BOOST_AUTO_TEST_CASE(a_permission_is_granted_or_not) {
  Principal ada;
  ada.user_id = "1";
  ada.permissions = {"track:update", "track:create", "playlist:create"};
  ada.sort_permissions();
  BOOST_TEST(ada.can("track:create"));
  BOOST_TEST(ada.can("track:update"));
  BOOST_TEST(ada.can(""));
  BOOST_TEST(!ada.can("track"));
  BOOST_TEST(!ada.can("track:creat"));
  BOOST_TEST(!ada.can("user:ban"));
  BOOST_TEST(!ada.is_guest());
}

BOOST_AUTO_TEST_CASE(a_guest_may_nothing_that_takes_a_permission) {
  BOOST_TEST(guest()->is_guest());
  BOOST_TEST(guest()->role == "guest");
  BOOST_TEST(guest()->can(""));
  BOOST_TEST(!guest()->can("track:create"));
}

BOOST_AUTO_TEST_SUITE_END()
