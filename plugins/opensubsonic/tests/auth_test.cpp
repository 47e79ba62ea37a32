// Who is let in, by what, and what a refusal says.
#include "site.h"

using namespace veza;
using namespace veza::opensubsonic;
using namespace veza::opensubsonic::testing;

BOOST_AUTO_TEST_SUITE(auth)

BOOST_AUTO_TEST_CASE(every_way_in_and_every_wrong_one) {
  World world;
  const auto password = world.make_password(world.ann), other = world.make_password(world.ben);
  const auto token = "s=abcdef&t=" + md5_hex(password + "abcdef");
  std::string hex;
  for (const unsigned char c : password) {
    hex += "0123456789abcdef"[c >> 4];
    hex += "0123456789abcdef"[c & 15];
  }
  struct Case {
    std::string query;
    int error;  // -1: let in
  };
  const Case cases[] = {{"u=ann&" + token, -1},
                        {"u=ann&p=" + password, -1},
                        {"u=ann&p=enc:" + hex, -1},
                        {"apiKey=" + password, -1},
                        {"apiKey=vzp_reader", -1},
                        {"", 10},
                        {"u=ann", 10},
                        {"u=ann&t=" + md5_hex(password + "abcdef"), 10},
                        {"u=ann&s=abcdef&t=" + md5_hex("wrong"
                                                       "abcdef"),
                         40},
                        {"u=ben&" + token, 40},
                        {"u=nobody&" + token, 40},
                        {"u=ann&p=" + other, 40},
                        {"u=ann&p=the-login-password", 40},
                        {"u=ann&p=enc:zz", 40},
                        {"u=ann&p=vzp_reader", 40},
                        {"u=ann&t=&p=", 10},
                        {"apiKey=wrong", 44},
                        {"apiKey=vzp_unknown", 44},
                        {"apiKey=" + password + "&u=ann", 43},
                        {"apiKey=" + password + "&p=x", 43},
                        {"u=ann&p=" + password + "&" + token, 43}};
  for (const auto& each : cases) BOOST_TEST(world.error_of("ping", each.query) == each.error, each.query);
}

BOOST_AUTO_TEST_CASE(a_revoked_password_is_wrong_at_once) {
  World world;
  const auto password = world.make_password(world.ann);
  BOOST_TEST(world.call("tokenInfo", "apiKey=" + password).at("tokenInfo").at("username") == "ann");
  FakeRequest list{.target = "/api/v1/opensubsonic/passwords"};
  const auto kept = world.host.http.send(list.as(world.ann)).data();
  BOOST_REQUIRE_EQUAL(kept.size(), 1U);
  BOOST_TEST(!kept[0].contains("password"));
  BOOST_TEST(kept[0].at("last_agent") == "unknown");
  const std::string target = "/api/v1/opensubsonic/passwords/" + kept[0].at("id").get<std::string>();
  const auto revoke = [&](const User& user) {
    FakeRequest request{.method = "DELETE", .target = target};
    request.session = world.host.accounts.sessions[user.id];
    return world.host.http.send(request.as(user)).status;
  };
  BOOST_TEST(revoke(world.ben) == 404);
  BOOST_TEST(revoke(world.ann) == 204);
  BOOST_TEST(revoke(world.ann) == 404);
  BOOST_TEST(world.error_of("ping", "apiKey=" + password) == 44);
  BOOST_TEST(world.error_of("ping", "u=ann&p=" + password) == 40);
}

BOOST_AUTO_TEST_CASE(nothing_readable_is_kept) {
  World world;
  const auto password = world.make_password(world.ann);
  int64_t rows = 0;
  Db db(world.host.handle());
  db.query("SELECT sealed, hash FROM opensubsonic_passwords", {}, [&](const Row& row) {
    ++rows;
    BOOST_TEST(row.view(1).find(password) == std::string_view::npos);
  });
  BOOST_TEST(rows == 1);
}

BOOST_AUTO_TEST_CASE(an_account_that_is_gone_is_refused) {
  World world;
  const auto password = world.make_password(world.ann);
  world.host.identity.users.erase(world.ann.id);
  BOOST_TEST(world.error_of("ping", "apiKey=" + password) == 44);
  BOOST_TEST(world.error_of("ping", "u=ann&p=" + password) == 40);
}

BOOST_AUTO_TEST_CASE(wrong_tries_are_limited_without_locking_others_out) {
  World world;
  const auto password = world.make_password(world.ann);
  for (int i = 0; i < 20; ++i) BOOST_TEST(world.error_of("ping", "u=ann&p=wrong") == 40);
  const auto refused = world.get("ping", "f=json&u=ann&p=" + password);
  BOOST_TEST(refused.status == 429);
  BOOST_TEST(refused.header("retry-after") == "10");
  FakeRequest elsewhere{.target = "/rest/ping?f=json&u=ann&p=" + password};
  elsewhere.client_ip = "198.51.100.7";
  BOOST_TEST(world.host.http.send(elsewhere).json().at("subsonic-response").at("status") == "ok");
}

BOOST_AUTO_TEST_CASE(a_token_with_few_scopes_reads_nothing_more) {
  World world;
  BOOST_TEST(world.error_of("star", "apiKey=vzp_reader&albumId=al-" + album_id) == 50);
  BOOST_TEST(world.error_of("savePlayQueue", "apiKey=vzp_reader&id=tr-" + track_id) == 50);
  BOOST_TEST(world.error_of("getStarred2", "apiKey=vzp_reader") == 50);
}

BOOST_AUTO_TEST_CASE(only_a_session_makes_passwords) {
  World world;
  world.host.accounts.end_session("a token's");
  FakeRequest request{.method = "POST", .target = "/api/v1/opensubsonic/passwords"};
  request.session = "a token's";
  BOOST_TEST(world.host.http.send(request.as(world.ann).json({{"name", "x"}})).status == 403);
}

BOOST_AUTO_TEST_SUITE_END()
