// Names that lead elsewhere than they did, or than they should.
#include <boost/test/unit_test.hpp>

#include "outbound/client.h"
#include "outbound/exchange.h"
#include "outbound/target.h"
#include "peer.h"

namespace veza::outbound {
namespace {

using base::Code;
using Found = base::Result<std::vector<Address>>;

std::vector<Address> all(std::initializer_list<const char*> texts) {
  std::vector<Address> addresses;
  for (const char* text : texts) addresses.push_back(*parse_address(text));
  return addresses;
}

// 127.0.0.2 stands for the public internet, 127.0.0.1 for what must not be reached.
Config config(Lookup lookup) {
  Config made;
  made.allow = {"127.0.0.2"};
  made.lookup = std::move(lookup);
  return made;
}

std::string url(const std::string& host, int port) { return "http://" + host + ":" + std::to_string(port) + "/"; }

BOOST_AUTO_TEST_SUITE(outbound_rebinding)

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_once_and_that_is_where_it_leads) {
  test::Peer outside("127.0.0.2", [](const test::Call& call) { call.answer("200 OK", "", "outside"); });
  std::atomic<int> asked{0};
  // The first answer passes the check; a client that asks again before it connects would get the second.
  const auto client = Client::create(config([&](const std::string&) -> Found {
                        return asked++ == 0 ? all({"127.0.0.2"}) : all({"127.0.0.1"});
                      })).value();
  const auto answer = client->fetch({.url = url("rebind.test", outside.port())});
  BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
  BOOST_TEST(answer->body == "outside");
  BOOST_TEST(asked == 1);
  const auto second = client->fetch({.url = url("rebind.test", outside.port())});
  BOOST_REQUIRE(!second);
  BOOST_TEST((second.error().code == Code::forbidden));
}

BOOST_AUTO_TEST_CASE(a_redirect_to_the_same_name_is_looked_up_and_checked_again) {
  test::Peer inside("127.0.0.1", [](const test::Call& call) { call.answer("200 OK", "", "inside"); });
  test::Peer outside("127.0.0.2", [&](const test::Call& call) {
    call.answer("302 Found", "Location: " + url("rebind.test", inside.port()) + "\r\n", "");
  });
  std::atomic<int> asked{0};
  const auto client = Client::create(config([&](const std::string&) -> Found {
                        return asked++ == 0 ? all({"127.0.0.2"}) : all({"127.0.0.1"});
                      })).value();
  const auto answer = client->fetch({.url = url("rebind.test", outside.port())});
  BOOST_REQUIRE(!answer);
  BOOST_TEST((answer.error().code == Code::forbidden));
  BOOST_TEST(inside.connections() == 0);
}

BOOST_AUTO_TEST_CASE(redirects_into_the_machine_are_not_followed) {
  test::Peer inside("127.0.0.1", [](const test::Call& call) { call.answer("200 OK", "", "inside"); });
  const std::string port = ":" + std::to_string(inside.port());
  const std::vector<std::string> locations = {"http://127.0.0.1" + port + "/",
                                              "http://localhost" + port + "/",
                                              "//127.0.0.1" + port + "/",
                                              "http://2130706433" + port + "/",
                                              "http://0x7f.1" + port + "/",
                                              "http://[::1]" + port + "/",
                                              "http://[::ffff:127.0.0.1]" + port + "/",
                                              "http://[64:ff9b::7f00:1]/",
                                              "http://0" + port + "/",
                                              "http://user@127.0.0.1" + port + "/",
                                              "http://169.254.169.254/latest/meta-data/",
                                              std::string("file:///etc/passwd"),
                                              std::string("gopher://127.0.0.1:6379/_FLUSHALL"),
                                              "http://127.0.0.1" + port + "\\@outside.test/"};
  for (const auto& location : locations) {
    test::Peer outside("127.0.0.2",
                       [&](const test::Call& call) { call.answer("302 Found", "Location: " + location + "\r\n", ""); });
    const auto client = Client::create(config([](const std::string& host) -> Found {
                          return host == "localhost" ? all({"::1", "127.0.0.1"}) : all({"127.0.0.2"});
                        })).value();
    const auto answer = client->fetch({.url = url("outside.test", outside.port())});
    BOOST_REQUIRE_MESSAGE(!answer, location);
    BOOST_TEST((answer.error().code == Code::forbidden), location << ": " << answer.error().message);
  }
  BOOST_TEST(inside.connections() == 0);
}

BOOST_AUTO_TEST_CASE(of_several_addresses_only_the_sound_are_used) {
  test::Peer outside("127.0.0.2", [](const test::Call& call) { call.answer("200 OK", "", "outside"); });
  const auto client = Client::create(config([](const std::string&) -> Found {
                        return all({"127.0.0.1", "::1", "127.0.0.2", "10.0.0.1"});
                      })).value();
  const auto answer = client->fetch({.url = url("many.test", outside.port())});
  BOOST_REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
  const auto none = Client::create(config([](const std::string&) -> Found {
                      return all({"127.0.0.1", "::1"});
                    }))
                        .value()
                        ->fetch({.url = url("many.test", outside.port())});
  BOOST_REQUIRE(!none);
  BOOST_TEST(none.error().message.find("127.0.0.1 is a loopback address") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(addresses_of_this_machine_are_refused_before_anything_is_sent) {
  test::Peer inside("127.0.0.1", [](const test::Call& call) { call.answer("200 OK", "", "inside"); });
  const auto client = Client::create({}).value();  // nothing allowed, the machine's own look-up
  for (const char* host : {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.2", "0.0.0.0"}) {
    const auto answer = client->fetch({.url = url(host, inside.port())});
    BOOST_REQUIRE_MESSAGE(!answer, host);
    BOOST_TEST((answer.error().code == Code::forbidden), answer.error().message);
  }
  BOOST_TEST(inside.connections() == 0);
}

BOOST_AUTO_TEST_CASE(every_socket_is_checked_where_it_is_made) {
  test::Peer inside("127.0.0.1", [](const test::Call& call) { call.answer("200 OK", "", "inside"); });
  const auto exchanger = Exchanger::create({.user_agent = "x", .ca_file = "", .connect_timeout_ms = 5'000}).value();
  const std::atomic<bool> stopping{false};
  const std::string method = "GET", body;
  const Fields none;
  const auto target = *parse_target(url("127.0.0.1", inside.port()));
  const auto send = [&](std::vector<Address> addresses, base::Status verdict) {
    return exchanger->exchange({target, method, none, body, std::move(addresses), 1000,
                                std::chrono::steady_clock::now() + std::chrono::seconds(5),
                                [verdict](const Address&, uint16_t) { return verdict; }},
                               stopping);
  };
  // As if the look-up's check had been passed by another address, and as if the list had changed meanwhile.
  const auto other = send(all({"127.0.0.2"}), {});
  BOOST_REQUIRE(!other);
  BOOST_TEST((other.error().code == Code::forbidden));
  const auto refused = send(all({"127.0.0.1"}), base::fail(Code::forbidden, "no"));
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().message == "no");
  BOOST_TEST(inside.connections() == 0);
  BOOST_TEST(send(all({"127.0.0.1"}), {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::outbound
