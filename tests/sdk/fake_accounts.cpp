#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

namespace veza::testing {
namespace {

veza_status status_of(const std::function<void()>& body) {
  try {
    body();
    return VEZA_OK;
  } catch (const Error& error) {
    return error.status();
  }
}

BOOST_AUTO_TEST_SUITE(fake_accounts)

BOOST_AUTO_TEST_CASE(accounts_are_found_added_and_given_roles) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  host.migrate();
  const Accounts accounts(host.handle());
  const Db db(host.handle());
  std::string id;
  db.write([&](const Tx& tx) { id = accounts.add(tx, {"ann", "ann@example.org"}); });
  BOOST_TEST(accounts.find(id)->username == "ann");
  BOOST_TEST(accounts.find(id)->ways.empty());
  BOOST_TEST(accounts.find_by_login("ann@example.org")->id == id);
  BOOST_TEST(!accounts.find("nobody"));
  accounts.set_role(id, "creator");
  BOOST_TEST(accounts.find(id)->role == "creator");
  const auto add = [&](const char* email) {
    return status_of([&] { db.write([&](const Tx& tx) { accounts.add(tx, {"x", email}); }); });
  };
  BOOST_TEST(add("ann@example.org") == VEZA_E_CONFLICT);
  BOOST_TEST(add("") == VEZA_E_INVALID);
  host.accounts.closed = true;
  BOOST_TEST(add("bob@example.org") == VEZA_E_FORBIDDEN);
}

BOOST_AUTO_TEST_CASE(a_sign_in_is_a_session_or_a_question) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  Accounts accounts(host.handle());
  Http http(host.handle());
  const Account ann{"1", "ann", "ann@example.org", "user", {}};
  host.accounts.all[ann.id] = ann;
  std::vector<std::string> ended;
  accounts.on_session_ended([&](std::string_view id) { ended.emplace_back(id); });
  http.post("/in", [&](const Request& request) {
    const SignInOutcome outcome = accounts.sign_in(request, ann.id);
    if (outcome.session_id.empty()) return Response::ok(outcome.second_factor, 202);
    return Response::ok(outcome.answer).header("Set-Cookie", outcome.cookies.front());
  });
  http.post("/fresh", [&](const Request& request) {
    accounts.require_fresh(request);
    return Response::ok({{"session", accounts.session_id(request)}, {"peer", request.peer_ip()}});
  });
  FakeRequest request;
  request.method = "POST";
  request.target = "/in";
  const auto reply = host.http.send(request);
  BOOST_TEST(reply.header("set-cookie") == "session=" + host.accounts.sessions.at(ann.id));
  host.accounts.second_factor.insert(ann.id);
  BOOST_TEST(host.http.send(request).data().at("methods")[0] == "totp");
  request.target = "/fresh";
  BOOST_TEST(host.http.send(request).error_code() == "reauthentication_required");
  request.as({ann.id, "ann", "user", {}});
  request.session = "s1";
  BOOST_TEST(host.http.send(request).data().at("session") == "s1");
  host.accounts.fresh = false;
  BOOST_TEST(host.http.send(request).status == 403);
  BOOST_TEST(accounts.session_lives("s1"));
  host.accounts.end_session("s1");
  BOOST_TEST(ended.size() == 1U);
  BOOST_TEST(!accounts.session_lives("s1"));
}

BOOST_AUTO_TEST_CASE(ways_to_sign_in_are_those_of_the_account_and_of_the_plugin) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  host.migrate();
  Accounts accounts(host.handle());
  const Db db(host.handle());
  host.accounts.all["1"] = {"1", "ann", "ann@example.org", "user", {"password"}};
  const auto ways = [&] {
    int64_t count = 0;
    db.write([&](const Tx& tx) { count = accounts.ways_to_sign_in(tx, "1"); });
    return count;
  };
  BOOST_TEST(ways() == 1);
  accounts.add_ways_to_sign_in(db, [](const Tx& tx, std::string_view user_id) {
    int64_t badges = 0;
    tx.query("SELECT 2 WHERE $1 = '1'", {user_id}, [&](const Row& row) { badges = row.integer(0); });
    return badges;
  });
  BOOST_TEST(ways() == 3);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::testing
