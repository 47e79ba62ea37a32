// veza.accounts/1 and veza.mail/1 as a careless or hostile plugin calls them.
#include "plugins/tx_abi.h"
#include "tables.h"
#include "veza/abi/accounts.h"
#include "veza/abi/identity.h"
#include "veza/abi/mail.h"

namespace veza::plugins::test {
namespace {

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(accounts_are_added_found_and_given_roles) {
  Raw raw;
  const auto* accounts = raw.table<veza_accounts_v1>(VEZA_ACCOUNTS_V1);
  std::string got;
  const veza_sink sink{
      &got, [](void* self, veza_str value) { static_cast<std::string*>(self)->assign(value.ptr, value.len); }};
  const auto add = [&](const char* name, const char* email) {
    veza_new_account wish{};
    wish.struct_size = sizeof wish;
    wish.username = text(name);
    wish.email = text(email);
    veza_status status = VEZA_OK;
    const auto done = raw.site.db->write([&](data::Transaction& tx) -> base::Status {
      status = accounts->add(accounts->ctx, to_abi(tx), &wish, sink);
      return status < 0 ? base::fail(base::Code::cancelled, "refused") : base::Status();
    });
    return said(status);
  };
  BOOST_TEST(add("Mona Lisa", "mona@example.org") == VEZA_OK);
  const std::string id = got;
  BOOST_TEST(add("Mona Lisa", "MONA@example.org") == VEZA_E_CONFLICT);
  BOOST_TEST(add("x", "no address") == VEZA_E_INVALID);
  for (const char* login : {"mona-lisa", "Mona@Example.org"}) {
    BOOST_TEST(accounts->find_by_login(accounts->ctx, text(login), sink) == VEZA_OK, login);
    const auto json = base::Json::parse(got);
    BOOST_TEST(json["id"] == id);
    BOOST_TEST(json["ways"].empty(), "nothing to sign in with but the plugin");
    BOOST_TEST(!json.contains("password_hash"));
  }
  const auto* identity = raw.table<veza_identity_v1>(VEZA_IDENTITY_V1);
  BOOST_TEST(identity->find_users(identity->ctx, text("MONA"), 5, sink) == VEZA_OK);
  BOOST_TEST(
      base::Json::parse(got) == base::Json::parse(R"([{"id":")" + id + R"(","username":"Mona-Lisa","role":"user"}])"),
      got);
  BOOST_TEST(identity->find_users(identity->ctx, text("MONA"), 0, sink) == VEZA_OK);
  BOOST_TEST(got == "[]");
  BOOST_TEST(accounts->set_role(accounts->ctx, text(id), text("creator")) == VEZA_OK);
  BOOST_TEST(accounts->find(accounts->ctx, text(id), sink) == VEZA_OK);
  BOOST_TEST(base::Json::parse(got)["role"] == "creator");
  BOOST_TEST(said(accounts->set_role(accounts->ctx, text(id), text("emperor"))) == VEZA_E_INVALID);
  BOOST_TEST(said(accounts->set_role(accounts->ctx, text("nobody"), text("user"))) == VEZA_E_NOT_FOUND);
  BOOST_TEST(said(accounts->find(accounts->ctx, text("nobody"), sink)) == VEZA_E_NOT_FOUND);
  for (const auto bad : {no_pointer, endless}) {
    BOOST_TEST(said(accounts->find(accounts->ctx, bad, sink)) == VEZA_E_INVALID);
    BOOST_TEST(said(accounts->find_by_login(accounts->ctx, bad, sink)) == VEZA_E_INVALID);
    BOOST_TEST(said(accounts->set_role(accounts->ctx, bad, text("user"))) == VEZA_E_INVALID);
  }
  BOOST_TEST(said(accounts->find(nullptr, text(id), sink)) == VEZA_E_INVALID);
  BOOST_TEST(said(accounts->find(accounts->ctx, text(id), veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST(said(accounts->add(accounts->ctx, nullptr, nullptr, sink)) == VEZA_E_INVALID);
  BOOST_TEST(said(accounts->sign_in(accounts->ctx, nullptr, text(id), 0, sink)) == VEZA_E_INVALID);
  BOOST_TEST(accounts->is_fresh(accounts->ctx, nullptr) == 0);
  BOOST_TEST(accounts->session_id(nullptr).len == 0U);
  BOOST_TEST(said(accounts->on_session_ended(
                 accounts->ctx, [](void*, veza_str) {}, nullptr)) == VEZA_E_CONFLICT);
  const veza_count_ways one = [](void*, veza_tx*, veza_str) -> int64_t { return 1; };
  BOOST_TEST(said(accounts->add_ways_to_sign_in(accounts->ctx, one, nullptr)) == VEZA_E_CONFLICT);
  raw.in_start();
  BOOST_TEST(said(accounts->on_session_ended(accounts->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(accounts->add_ways_to_sign_in(accounts->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  int64_t count = 0;
  BOOST_TEST(said(accounts->ways_to_sign_in(accounts->ctx, nullptr, text(id), &count)) == VEZA_E_INVALID);
  for (const auto bad : {no_pointer, endless}) BOOST_TEST(accounts->session_lives(accounts->ctx, bad) == 0);
  BOOST_TEST(accounts->session_lives(accounts->ctx, text("")) == 0);
  BOOST_TEST(accounts->session_lives(nullptr, text("x")) == 0);
}

BOOST_AUTO_TEST_CASE(ways_to_sign_in_are_counted_while_the_plugin_runs) {
  Raw raw;
  const auto* accounts = raw.table<veza_accounts_v1>(VEZA_ACCOUNTS_V1);
  const auto user =
      raw.site.identity->accounts().add({"ann", "ann@example.org", "seven quiet herons"}, identity::Role::user, true);
  BOOST_REQUIRE(user);
  int64_t gives = 2;
  raw.in_start();
  BOOST_TEST(accounts->add_ways_to_sign_in(
                 accounts->ctx, [](void* self, veza_tx*, veza_str) { return *static_cast<int64_t*>(self); }, &gives) ==
             VEZA_OK);
  int64_t count = -1;
  const auto status = [&](std::string_view id) {
    veza_status got = VEZA_OK;
    (void)raw.site.db->write([&](data::Transaction& tx) -> base::Status {
      got = said(accounts->ways_to_sign_in(accounts->ctx, to_abi(tx), text(id), &count));
      return {};
    });
    return got;
  };
  BOOST_TEST(status(user->id) == VEZA_OK);
  BOOST_TEST(count == 1, "the password; a plugin that has not started gives nothing");
  for (const auto& service : raw.services) BOOST_REQUIRE(service->go_live());
  BOOST_TEST(status(user->id) == VEZA_OK);
  BOOST_TEST(count == 3);
  BOOST_TEST(status("nobody") == VEZA_E_NOT_FOUND);
  // One that cannot say keeps the last way from being taken.
  gives = VEZA_E_UNAVAILABLE;
  BOOST_TEST(status(user->id) < 0);
  gives = 2;
  for (const auto& service : raw.services) {
    if (service->id() == VEZA_ACCOUNTS_V1) BOOST_TEST(service->sweep(60'000));
  }
  BOOST_TEST(status(user->id) == VEZA_OK);
  BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_CASE(ended_sessions_are_told_while_the_plugin_runs) {
  Raw raw;
  const auto* accounts = raw.table<veza_accounts_v1>(VEZA_ACCOUNTS_V1);
  std::vector<std::string> heard;
  raw.in_start();
  BOOST_TEST(
      accounts->on_session_ended(
          accounts->ctx,
          [](void* self, veza_str id) { static_cast<std::vector<std::string>*>(self)->emplace_back(id.ptr, id.len); },
          &heard) == VEZA_OK);
  auto& own = raw.site.identity->accounts();
  const auto user = own.add({"ann", "ann@example.org", "seven quiet herons"}, identity::Role::user, true);
  BOOST_REQUIRE(user);
  const auto end_one = [&] {
    const auto session =
        own.start_session(*user, {"192.0.2.7", "Test/1.0", ""}, false, {identity::SignInMethod::password});
    BOOST_REQUIRE(session);
    BOOST_REQUIRE(own.end_session(session->sid));
    return session->sid;
  };
  end_one();
  BOOST_TEST(heard.empty(), "not before start has returned");
  for (const auto& service : raw.services) BOOST_REQUIRE(service->go_live());
  const std::string sid = end_one();
  BOOST_REQUIRE(heard.size() == 1U);
  BOOST_TEST(heard.front() == sid);
  for (const auto& service : raw.services) {
    if (service->id() == VEZA_ACCOUNTS_V1) BOOST_TEST(service->sweep(60'000));
  }
  end_one();
  BOOST_TEST(heard.size() == 1U);
}

BOOST_AUTO_TEST_CASE(mails_are_checked_and_go_to_an_accounts_address) {
  Raw raw;
  std::vector<mail::Message> posted;
  Services services{raw.site.log,     *raw.site.db,     *raw.site.kv,     *raw.site.blobs,
                    *raw.site.queue,  *raw.site.outbox, raw.site.router,  raw.site.ws,
                    raw.site.openapi, raw.site.metrics, *raw.site.policy, raw.site.tokens};
  const auto none = make_mail_service(raw.context, services);
  services.mail = [&](data::Transaction&, const mail::Message& message) -> base::Status {
    if (auto sound = mail::check(message); !sound) return sound;
    posted.push_back(message);
    return {};
  };
  services.site_name = "Ours";
  services.site_url = [] { return std::string("https://ours.example"); };
  const auto service = make_mail_service(raw.context, services);
  const auto send = [&](const Service& through, veza_mail mail) {
    const auto* table = static_cast<const veza_mail_v1*>(through.table());
    veza_status status = VEZA_OK;
    (void)raw.site.db->write([&](data::Transaction& tx) -> base::Status {
      status = table->send(table->ctx, reinterpret_cast<veza_tx*>(&tx), &mail);
      return {};
    });
    return status;
  };
  const auto* table = static_cast<const veza_mail_v1*>(service->table());
  veza_mail good{sizeof good, 0, veza_str{}, text("a@b.org"), text("Hello"), text("Some text"), veza_str{}, text("x")};
  BOOST_TEST(table->available(table->ctx) == 1);
  BOOST_TEST(static_cast<const veza_mail_v1*>(none->table())->available(static_cast<void*>(none.get())) == 0);
  BOOST_TEST(said(send(*none, good)) == VEZA_E_UNAVAILABLE);
  BOOST_TEST(send(*service, good) == VEZA_OK);
  BOOST_REQUIRE(posted.size() == 1U);
  BOOST_TEST(posted[0].to == "a@b.org");
  BOOST_TEST(posted[0].kind == "raw.x");
  auto to_nobody = good;
  to_nobody.to_user = text("018f2f6e-0000-7000-8000-00000000ffff");
  BOOST_TEST(said(send(*service, to_nobody)) == VEZA_E_NOT_FOUND);
  auto two_lines = good;
  two_lines.subject = text("Hello\r\nBcc: c@d.org");
  BOOST_TEST(said(send(*service, two_lines)) == VEZA_E_INVALID);
  for (auto member : {&veza_mail::to, &veza_mail::to_user, &veza_mail::subject, &veza_mail::text, &veza_mail::html,
                      &veza_mail::kind}) {
    for (const auto& bad : {no_pointer, endless}) {
      auto mail = good;
      mail.*member = bad;
      BOOST_TEST(said(send(*service, mail)) == VEZA_E_INVALID);
    }
  }
  auto old = good;
  old.struct_size = 8;
  BOOST_TEST(said(send(*service, old)) == VEZA_E_INVALID);
  BOOST_TEST(said(table->send(table->ctx, nullptr, &good)) == VEZA_E_INVALID);
  BOOST_TEST(said(table->send(nullptr, nullptr, nullptr)) == VEZA_E_INVALID);
  std::string url;
  const veza_sink sink{
      &url, [](void* self, veza_str value) { static_cast<std::string*>(self)->assign(value.ptr, value.len); }};
  BOOST_TEST(table->site_url(table->ctx, sink) == VEZA_OK);
  BOOST_TEST(url == "https://ours.example");
  BOOST_TEST(said(table->site_name(table->ctx, veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST(posted.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
