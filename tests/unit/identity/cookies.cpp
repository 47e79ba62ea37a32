#include "identity/cookies.h"

#include <boost/test/unit_test.hpp>

namespace veza::identity {
namespace {

BOOST_AUTO_TEST_SUITE(identity_cookies)

BOOST_AUTO_TEST_CASE(names_and_paths_fit_the_connection) {
  struct Row {
    const char* base;
    bool secure;
    const char *name, *path, *refresh_path;
  };
  for (const Row& row :
       {Row{"", false, "veza_access", "/", "/api/v1/auth"}, Row{"", true, "__Host-veza_access", "/", "/"},
        Row{"/music", false, "veza_access", "/music/", "/music/api/v1/auth"},
        Row{"/music", true, "__Secure-veza_access", "/music/", "/music/api/v1/auth"}}) {
    const CookiePlace place(row.base, row.secure);
    BOOST_TEST(place.name(access_cookie) == row.name);
    BOOST_TEST(place.path(access_cookie) == row.path);
    BOOST_TEST(place.path(refresh_cookie) == row.refresh_path);
  }
}

BOOST_AUTO_TEST_CASE(what_is_set_is_what_browsers_demand_of_such_names) {
  for (const char* base : {"", "/music"}) {
    net::Response response = net::Response::empty(204);
    set_session_cookies(response, {"a", "r", "c", 900, 1000}, {base, true});
    size_t lines = 0;
    for (const auto& [name, line] : response.headers) {
      ++lines;
      BOOST_TEST(line.find("; Secure") != std::string::npos, line);
      BOOST_TEST(line.find("Domain") == std::string::npos, line);
      if (line.starts_with("__Host-")) BOOST_TEST(line.find("; Path=/; ") != std::string::npos, line);
    }
    BOOST_TEST(lines == 3U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::identity
