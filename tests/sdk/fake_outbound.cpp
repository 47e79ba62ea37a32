#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

namespace veza::testing {
namespace {

BOOST_AUTO_TEST_SUITE(fake_outbound)

BOOST_AUTO_TEST_CASE(a_fetch_gets_what_the_test_wrote_down) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  host.outbound.answers["https://example.org/feed"] = {
      .status = 200, .headers = {{"content-type", "text/xml"}}, .body = "<rss/>"};
  const Outbound outbound(host.handle());
  const Fetched feed = outbound.fetch({.url = "https://example.org/feed", .max_bytes = 100'000});
  BOOST_TEST(feed.status == 200);
  BOOST_TEST(feed.body == "<rss/>");
  BOOST_TEST(feed.url == "https://example.org/feed");
  BOOST_TEST(feed.header("content-type") == "text/xml");
  BOOST_TEST(feed.header("etag").empty());
}

BOOST_AUTO_TEST_CASE(what_was_asked_is_kept_and_failures_come_through) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Outbound outbound(host.handle());
  const auto status_of = [&](const Fetch& fetch) {
    try {
      outbound.fetch(fetch);
      return veza_status{VEZA_OK};
    } catch (const Error& error) {
      return error.status();
    }
  };
  BOOST_TEST(status_of({.url = "ftp://example.org/"}) == VEZA_E_INVALID);
  BOOST_TEST(status_of({.url = "https://example.org/"}) == VEZA_E_UNAVAILABLE);
  host.outbound.answer = [](const Fetch& fetch) -> Fetched {
    if (fetch.body == "10") throw Error(VEZA_E_FORBIDDEN, "127.0.0.1 is a loopback address");
    return {.status = 201, .body = "12345"};
  };
  BOOST_TEST(status_of({.url = "https://example.org/", .body = "10"}) == VEZA_E_FORBIDDEN);
  BOOST_TEST(status_of({.url = "https://example.org/", .max_bytes = 4}) == VEZA_E_TOO_LARGE);
  BOOST_TEST(status_of({.method = "PUT", .url = "https://example.org/", .headers = {{"X-Key", "k"}}}) == VEZA_OK);
  const auto& last = host.outbound.asked.back();
  BOOST_TEST(last.method == "PUT");
  BOOST_TEST(last.headers.at(0).second == "k");
  BOOST_TEST(host.outbound.asked.size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::testing
