#include "http/cors.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

namespace veza::http {
namespace {

using test::request;

BOOST_AUTO_TEST_SUITE(http_cors)

BOOST_AUTO_TEST_CASE(an_origin_is_named_as_browsers_write_it) {
  for (const char* origin : {"https://app.example.org", "http://localhost:5173", "https://app.example.org:8443",
                             "http://[::1]:8080", "https://xn--bcher-kva.example"}) {
    BOOST_TEST(check_origin(origin).has_value(), origin);
  }
  for (const char* origin :
       {"", "*", "null", "app.example.org", "https://", "https://app.example.org/", "https://*.example.org",
        "https://app.example.org:443", "http://app.example.org:80", "https://App.example.org",
        "https://user@app.example.org", "https://a.example https://b.example", "file://x", "chrome-extension://x"}) {
    BOOST_TEST(!check_origin(origin).has_value(), origin);
  }
}

BOOST_AUTO_TEST_CASE(only_those_named_are_friends) {
  const Cors cors({"https://app.example.org"});
  const auto friend_of = [&](const char* origin) {
    return std::string(cors.friend_of(request("GET", "/", {{"Origin", origin}})));
  };
  BOOST_TEST(friend_of("https://app.example.org") == "https://app.example.org");
  for (const char* origin : {"", "null", "https://app.example.org.evil", "http://app.example.org",
                             "https://evil.example", "https://app.example.org:444", "HTTPS://app.example.org"}) {
    BOOST_TEST(friend_of(origin) == "", origin);
  }
  BOOST_TEST(Cors({}).friend_of(request("GET", "/", {{"Origin", "https://app.example.org"}})) == "");
}

BOOST_AUTO_TEST_CASE(every_answer_says_that_it_depends_on_the_origin) {
  const Cors cors({"https://app.example.org"});
  auto response = net::Response::empty(204);
  response.set("Vary", "Accept");
  cors.apply(response, "");
  BOOST_TEST(response.headers.get("Vary") == "Accept, Origin");
  BOOST_TEST(!response.headers.has("Access-Control-Allow-Origin"));
  cors.apply(response, "https://app.example.org");
  BOOST_TEST(response.headers.get("Access-Control-Allow-Origin") == "https://app.example.org");
  BOOST_TEST(!response.headers.has("Access-Control-Allow-Credentials"));
  auto untouched = net::Response::empty(204);
  Cors({}).apply(untouched, "");
  BOOST_TEST(!untouched.headers.has("Vary"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::http
