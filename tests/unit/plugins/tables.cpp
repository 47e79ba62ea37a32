// The C tables as a careless or hostile plugin calls them: nothing may crash, everything wrong gets a status and a
// sentence.
#include <boost/test/unit_test.hpp>

#include "plugins/last_error.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "site.h"
#include "veza/abi/accounts.h"
#include "veza/abi/audit.h"
#include "veza/abi/blobs.h"
#include "veza/abi/config.h"
#include "veza/abi/db.h"
#include "veza/abi/events.h"
#include "veza/abi/http.h"
#include "veza/abi/identity.h"
#include "veza/abi/jobs.h"
#include "veza/abi/kv.h"
#include "veza/abi/log.h"
#include "veza/abi/mail.h"
#include "veza/abi/metrics.h"
#include "veza/abi/policy.h"
#include "veza/abi/secrets.h"
#include "veza/abi/ws.h"

namespace veza::plugins {
namespace {

veza_str text(std::string_view view) { return {view.data(), view.size()}; }
// A length that is none, with and without a pointer.
const veza_str no_pointer{nullptr, 5};
const veza_str endless{"x", SIZE_MAX};

// A plugin without code: its tables.
struct Raw {
  test::Site site{{}};
  PluginContext context;
  std::vector<std::unique_ptr<Service>> services;

  Raw() {
    context.manifest.id = "raw";
    context.manifest.permissions = {{"track:create", "a test"}};
    context.folder = site.folder.path();
    context.scratch_dir = site.folder.path();
    context.settings = "{}";
    context.log = site.log.named("plugin.raw");
    context.calls_out.open();
    Services floors{site.log,    *site.db, *site.kv,     *site.blobs,  *site.queue,  *site.outbox,
                    site.router, site.ws,  site.openapi, site.metrics, *site.policy, site.tokens};
    floors.seal = &site.seal;
    floors.audit = &site.audit;
    floors.identity = site.identity.get();
    floors.privacy = &site.privacy;
    services = make_services(context, floors);
  }
  ~Raw() {
    context.calls_in.close();
    for (const auto& service : services) service->sweep(60'000);
  }
  template <class Table>
  const Table* table(std::string_view id) const {
    for (const auto& service : services) {
      if (service->id() == id) return static_cast<const Table*>(service->table());
    }
    throw std::runtime_error("no such table");
  }
  void in_start() { context.registering = std::this_thread::get_id(); }
};

// The status, after a look at the sentence.
veza_status said(veza_status status) {
  if (status < 0) BOOST_TEST(!last_error().empty());
  return status;
}

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(every_table_says_its_size) {
  const Raw raw;
  for (const auto& service : raw.services) {
    const auto size = *static_cast<const uint32_t*>(service->table());
    BOOST_TEST(size > 2 * sizeof(void*), service->id());
    BOOST_TEST(size % sizeof(void*) == 0U);
  }
  // Services whose floor this test has not are not there.
  const auto& ids = host_service_ids();
  for (const auto& service : raw.services)
    BOOST_TEST(std::count(ids.begin(), ids.end(), service->id()) == 1, service->id());
  BOOST_TEST(raw.services.size() >= 13U);
}

BOOST_AUTO_TEST_CASE(audit_takes_the_plugins_own_actions_only) {
  const Raw raw;
  const auto* audit = raw.table<veza_audit_v1>(VEZA_AUDIT_V1);
  veza_audit_entry entry{};
  entry.struct_size = sizeof entry;
  const auto record = [&](std::string_view action, std::string_view after) {
    entry.action = text(action);
    entry.after = text(after);
    veza_status status = VEZA_OK;
    static_cast<void>(raw.site.db->write([&](data::Transaction& tx) -> base::Status {
      status = said(audit->record(audit->ctx, reinterpret_cast<veza_tx*>(&tx), &entry));
      return {};
    }));
    return status;
  };
  BOOST_TEST(record("raw.entry.signed", R"({"a":1})") == VEZA_OK);
  BOOST_TEST(record("raw.entry.signed", "") == VEZA_OK);
  BOOST_TEST(record("identity.role.changed", "") == VEZA_E_INVALID);
  BOOST_TEST(record("raw", "") == VEZA_E_INVALID);
  BOOST_TEST(record("raw.Entry", "") == VEZA_E_INVALID);
  BOOST_TEST(record("raw.entry.signed", "[1]") == VEZA_E_INVALID);
  BOOST_TEST(record("raw.entry.signed", "{") == VEZA_E_INVALID);
  entry.subject_id = no_pointer;
  BOOST_TEST(record("raw.entry.signed", "") == VEZA_E_INVALID);
  entry.subject_id = {};
  BOOST_TEST(said(audit->record(audit->ctx, nullptr, &entry)) == VEZA_E_INVALID);
  BOOST_TEST(said(audit->record(nullptr, nullptr, &entry)) == VEZA_E_INVALID);
  const auto rows = raw.site.db->row("SELECT count(*) FROM audit_incoming");
  BOOST_TEST((**rows)[0].integer() == 2);
}

BOOST_AUTO_TEST_CASE(kv_refuses_bad_keys_and_keeps_its_own) {
  const Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  std::string got;
  const veza_sink sink{
      &got, [](void* self, veza_str value) { static_cast<std::string*>(self)->assign(value.ptr, value.len); }};
  for (const auto key : {veza_str{}, no_pointer, endless}) {
    BOOST_TEST(said(kv->set(kv->ctx, key, text("v"), 0)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->get(kv->ctx, key, sink)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->remove(kv->ctx, key)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->increment(kv->ctx, key, 1, 0, nullptr)) == VEZA_E_INVALID);
  }
  BOOST_TEST(said(kv->set(nullptr, text("k"), text("v"), 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->set(kv->ctx, text("k"), no_pointer, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->set(kv->ctx, text("k"), text("v"), -1)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->get(kv->ctx, text("k"), veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->limit(kv->ctx, text("k"), 1, 0, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->get(kv->ctx, text("none"), sink)) == VEZA_E_NOT_FOUND);
  const std::string longest(512, 'k');
  BOOST_TEST(kv->set(kv->ctx, text(longest), text("long"), 0) == VEZA_OK);
  BOOST_TEST(kv->get(kv->ctx, text(longest), sink) == VEZA_OK);
  BOOST_TEST(got == "long");
  BOOST_TEST(kv->set(kv->ctx, text("word"), text("x"), 0) == VEZA_OK);
  BOOST_TEST(said(kv->increment(kv->ctx, text("word"), 1, 0, nullptr)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(secrets_open_for_the_plugin_and_context_that_sealed_them) {
  const Raw raw;
  const auto* secrets = raw.table<veza_secrets_v1>(VEZA_SECRETS_V1);
  std::string got;
  const veza_sink sink{
      &got, [](void* self, veza_str value) { static_cast<std::string*>(self)->assign(value.ptr, value.len); }};
  BOOST_TEST(secrets->seal(secrets->ctx, text("token"), text("refresh/1"), sink) == VEZA_OK);
  const std::string sealed = got;
  BOOST_TEST(sealed.find("token") == std::string::npos);
  BOOST_TEST(secrets->open(secrets->ctx, text(sealed), text("refresh/1"), sink) == VEZA_OK);
  BOOST_TEST(got == "token");
  BOOST_TEST(secrets->outdated(secrets->ctx, text(sealed)) == 0);
  BOOST_TEST(said(secrets->open(secrets->ctx, text(sealed), text("refresh/2"), sink)) == VEZA_E_INVALID);
  BOOST_TEST(raw.site.seal.open(sealed, "plugin/other/refresh/1").has_value() == false);
  for (const auto bad : {no_pointer, endless}) {
    BOOST_TEST(said(secrets->seal(secrets->ctx, bad, text("c"), sink)) == VEZA_E_INVALID);
    BOOST_TEST(said(secrets->seal(secrets->ctx, text("x"), bad, sink)) == VEZA_E_INVALID);
    BOOST_TEST(said(secrets->open(secrets->ctx, bad, text("c"), sink)) == VEZA_E_INVALID);
    BOOST_TEST(secrets->outdated(secrets->ctx, bad) == 0);
  }
  BOOST_TEST(said(secrets->seal(secrets->ctx, text("x"), text(""), sink)) == VEZA_E_INVALID);
  BOOST_TEST(said(secrets->seal(secrets->ctx, text("x"), text("c"), veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST(said(secrets->seal(nullptr, text("x"), text("c"), sink)) == VEZA_E_INVALID);
}

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
  raw.in_start();
  BOOST_TEST(said(accounts->on_session_ended(accounts->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
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
    const auto session = own.start_session(*user, {"192.0.2.7", "Test/1.0", ""}, false);
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

BOOST_AUTO_TEST_CASE(kv_sets_once_and_takes_costs) {
  const Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  BOOST_TEST(kv->set_if_absent(kv->ctx, text("k"), text("v"), 0) == VEZA_OK);
  BOOST_TEST(said(kv->set_if_absent(kv->ctx, text("k"), text("w"), 0)) == VEZA_E_CONFLICT);
  BOOST_TEST(**raw.site.kv->get("p/raw/k") == "v");
  BOOST_TEST(kv->expire(kv->ctx, text("k"), 60'000) == VEZA_OK);
  BOOST_TEST(said(kv->expire(kv->ctx, text("none"), 60'000)) == VEZA_E_NOT_FOUND);
  veza_kv_limit limit{};
  BOOST_TEST(kv->take(kv->ctx, text("l"), 10, 60'000, 7, &limit) == VEZA_OK);
  BOOST_TEST(limit.remaining == 3U);
  BOOST_TEST(kv->limit(kv->ctx, text("l"), 10, 60'000, &limit) == VEZA_OK);
  BOOST_TEST(limit.remaining == 2U);
  BOOST_TEST(kv->take(kv->ctx, text("l"), 10, 60'000, 3, &limit) == VEZA_OK);
  BOOST_TEST(limit.allowed == 0U);
  BOOST_TEST(kv->reset_limit(kv->ctx, text("l")) == VEZA_OK);
  BOOST_TEST(kv->take(kv->ctx, text("l"), 10, 60'000, 10, &limit) == VEZA_OK);
  BOOST_TEST(limit.allowed == 1U);
  for (const auto key : {veza_str{}, no_pointer, endless}) {
    BOOST_TEST(said(kv->set_if_absent(kv->ctx, key, text("v"), 0)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->expire(kv->ctx, key, 1)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->take(kv->ctx, key, 1, 1000, 1, &limit)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->reset_limit(kv->ctx, key)) == VEZA_E_INVALID);
  }
  BOOST_TEST(said(kv->set_if_absent(kv->ctx, text("n"), no_pointer, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->set_if_absent(kv->ctx, text("n"), text("v"), -1)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->expire(kv->ctx, text("k"), -1)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->take(kv->ctx, text("l"), 1, 1000, 1, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->take(nullptr, text("l"), 1, 1000, 1, &limit)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(kv_locks_are_the_plugins_own) {
  const Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  int64_t token = 0, other = 0;
  BOOST_TEST(kv->lock(kv->ctx, text("job"), 60'000, &token) == VEZA_OK);
  BOOST_TEST(said(kv->lock(kv->ctx, text("job"), 60'000, &other)) == VEZA_E_CONFLICT);
  BOOST_TEST(raw.site.kv->lock("job", 60'000)->has_value());
  BOOST_TEST(!raw.site.kv->lock("p/raw/job", 60'000)->has_value());
  BOOST_TEST(kv->renew(kv->ctx, text("job"), token, 60'000) == VEZA_OK);
  BOOST_TEST(said(kv->renew(kv->ctx, text("job"), token - 1, 60'000)) == VEZA_E_NOT_FOUND);
  BOOST_TEST(said(kv->unlock(kv->ctx, text("job"), token - 1)) == VEZA_E_NOT_FOUND);
  BOOST_TEST(kv->unlock(kv->ctx, text("job"), token) == VEZA_OK);
  BOOST_TEST(kv->lock(kv->ctx, text("job"), 60'000, &other) == VEZA_OK);
  BOOST_TEST(other > token);
  BOOST_TEST(said(kv->lock(kv->ctx, text("free"), 60'000, nullptr)) == VEZA_E_INVALID);
  for (const int64_t ttl : {int64_t{0}, int64_t{-1}, INT64_MAX}) {
    BOOST_TEST(said(kv->lock(kv->ctx, text("free"), ttl, &token)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->renew(kv->ctx, text("job"), other, ttl)) == VEZA_E_INVALID);
  }
  for (const auto name : {veza_str{}, no_pointer, endless}) {
    BOOST_TEST(said(kv->lock(kv->ctx, name, 1000, &token)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->renew(kv->ctx, name, 1, 1000)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->unlock(kv->ctx, name, 1)) == VEZA_E_INVALID);
  }
}

BOOST_AUTO_TEST_CASE(kv_messages_come_while_the_plugin_runs) {
  Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  std::vector<std::string> heard;
  const veza_kv_receiver receiver = [](void* self, veza_str message) -> veza_status {
    static_cast<std::vector<std::string>*>(self)->emplace_back(message.ptr, message.len);
    return message.len == 0 ? VEZA_E_INTERNAL : VEZA_OK;
  };
  BOOST_TEST(said(kv->subscribe(kv->ctx, text("c"), receiver, &heard)) == VEZA_E_CONFLICT, "not in start");
  raw.in_start();
  BOOST_TEST(said(kv->subscribe(kv->ctx, text("c"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->subscribe(kv->ctx, no_pointer, receiver, &heard)) == VEZA_E_INVALID);
  BOOST_TEST(kv->subscribe(kv->ctx, text("c"), receiver, &heard) == VEZA_OK);
  BOOST_TEST(kv->publish(kv->ctx, text("c"), text("too early")) == VEZA_OK);
  raw.context.calls_in.open();
  for (const auto& service : raw.services) BOOST_TEST(service->go_live().has_value());
  BOOST_TEST(kv->publish(kv->ctx, text("c"), text("one")) == VEZA_OK);
  BOOST_TEST(raw.site.kv->publish("p/raw/c", "").has_value());
  BOOST_TEST(raw.site.kv->publish("c", "of another").has_value());
  BOOST_TEST(said(kv->publish(kv->ctx, text("c"), no_pointer)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->publish(kv->ctx, text("c"), endless)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->publish(kv->ctx, endless, text("x"))) == VEZA_E_INVALID);
  BOOST_TEST(raw.site.lines->contain("a receiver of veza.kv/1 failed"));
  raw.context.calls_in.close();
  for (const auto& service : raw.services) BOOST_TEST(service->sweep(60'000));
  BOOST_TEST(raw.site.kv->publish("p/raw/c", "too late").has_value());
  BOOST_TEST(heard == (std::vector<std::string>{"one", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(db_refuses_bad_sql_and_parameters) {
  const Raw raw;
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  const auto query = [&](veza_str sql, const veza_value* params, size_t count) {
    return said(db->query(db->ctx, sql, params, count, nullptr, nullptr));
  };
  BOOST_TEST(query(text("SELECT 1"), nullptr, 0) == VEZA_OK);
  BOOST_TEST(query(no_pointer, nullptr, 0) == VEZA_E_INVALID);
  BOOST_TEST(query(endless, nullptr, 0) == VEZA_E_INVALID);
  BOOST_TEST(query(text("SELECT $1"), nullptr, 1) == VEZA_E_INVALID);
  BOOST_TEST(query(text("SELECT $1"), nullptr, SIZE_MAX) == VEZA_E_INVALID);
  veza_value odd{};
  odd.type = 99;
  BOOST_TEST(query(text("SELECT $1"), &odd, 1) == VEZA_E_INVALID);
  odd.type = VEZA_TEXT;
  odd.as.s = no_pointer;
  BOOST_TEST(query(text("SELECT $1"), &odd, 1) == VEZA_E_INVALID);
  BOOST_TEST(query(text("SELEC 1"), nullptr, 0) < 0);
  BOOST_TEST(query(text("SELECT 1; SELECT 2"), nullptr, 0) < 0);
  BOOST_TEST(said(db->write(db->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(db->tx_query(nullptr, text("SELECT 1"), nullptr, 0, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(db->tx_execute(nullptr, text("SELECT 1"), nullptr, 0, nullptr)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(values_of_every_type_come_back) {
  const Raw raw;
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  veza_value params[5] = {};
  params[1].type = VEZA_INT;
  params[1].as.i = INT64_MIN;
  params[2].type = VEZA_REAL;
  params[2].as.d = 0.25;
  params[3].type = VEZA_TEXT;
  params[3].as.s = text("t\0t");
  params[4].type = VEZA_BLOB;
  params[4].as.s = text("\xff");
  bool same = false;
  const auto row = [](void* self, const veza_value* columns, size_t count) -> veza_status {
    *static_cast<bool*>(self) = count == 5 && columns[0].type == VEZA_NULL && columns[1].as.i == INT64_MIN &&
                                columns[2].as.d == 0.25 && columns[3].as.s.len == 1 && columns[4].type == VEZA_BLOB;
    return VEZA_OK;
  };
  BOOST_TEST(db->query(db->ctx, text("SELECT $1, $2, $3, $4, $5"), params, 5, row, &same) == VEZA_OK);
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(a_failing_callback_rolls_back_and_its_sentence_comes_out) {
  const Raw raw;
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  BOOST_REQUIRE(raw.site.db->write([](data::Transaction& tx) { return tx.script("CREATE TABLE raw_t (x BIGINT)"); }));
  const auto body = [](void* self, veza_tx* tx) -> veza_status {
    const auto* table = static_cast<const veza_db_v1*>(self);
    table->tx_execute(tx, text("INSERT INTO raw_t VALUES (1)"), nullptr, 0, nullptr);
    set_last_error("no, rather not");
    return VEZA_E_CONFLICT;
  };
  BOOST_TEST(said(db->write(db->ctx, body, const_cast<veza_db_v1*>(db))) == VEZA_E_CONFLICT);
  BOOST_TEST(last_error() == "no, rather not");
  BOOST_TEST((*raw.site.db->row("SELECT count(*) FROM raw_t"))->operator[](0).integer() == 0);
  const auto throws = [](void*, veza_tx*) -> veza_status { throw std::runtime_error("out of the plugin"); };
  BOOST_TEST(said(db->write(db->ctx, throws, nullptr)) == VEZA_E_INTERNAL);
  BOOST_TEST(last_error().find("out of the plugin") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(blobs_refuse_keys_that_lead_elsewhere) {
  const Raw raw;
  const auto* blobs = raw.table<veza_blobs_v1>(VEZA_BLOBS_V1);
  for (const auto key :
       {text(""), text("../x"), text("/etc/passwd"), text("a//b"), text("a/./b"), no_pointer, endless}) {
    BOOST_TEST(said(blobs->put(blobs->ctx, key, text("x"), VEZA_BLOB_DURABLE)) == VEZA_E_INVALID);
    uint64_t size = 0;
    BOOST_TEST(said(blobs->size(blobs->ctx, key, &size)) < 0);
    BOOST_TEST(said(blobs->remove(blobs->ctx, key)) < 0);
    char byte = 0;
    BOOST_TEST(blobs->read(blobs->ctx, key, 0, &byte, 1) < 0);
  }
  BOOST_TEST(said(blobs->put(blobs->ctx, text("raw/x"), no_pointer, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->put_body(blobs->ctx, text("raw/x"), nullptr, 0, 1)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->put_file(blobs->ctx, text("raw/x"), veza_str{}, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->remove_prefix(blobs->ctx, text("raw"))) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->with_file(blobs->ctx, text("raw/x"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(blobs->put(blobs->ctx, text("raw/x"), text("four"), 0) == VEZA_OK);
  BOOST_TEST(blobs->read(blobs->ctx, text("raw/x"), 0, nullptr, 4) < 0);
  char out[8];
  BOOST_TEST(blobs->read(blobs->ctx, text("raw/x"), 1, out, sizeof out) == 3);
  BOOST_TEST(blobs->read(blobs->ctx, text("raw/x"), UINT64_MAX, out, sizeof out) <= 0);
}

veza_status answer(void*, veza_http_request*, veza_http_response*) { return VEZA_OK; }

veza_http_route route(std::string_view path, std::string_view permission = "") {
  veza_http_route made{};
  made.struct_size = sizeof made;
  made.method = text("GET");
  made.path = text(path);
  made.permission = text(permission);
  made.handler = &answer;
  return made;
}

BOOST_AUTO_TEST_CASE(routes_are_taken_in_start_only_and_only_with_listed_permissions) {
  Raw raw;
  const auto* http = raw.table<veza_http_v1>(VEZA_HTTP_V1);
  const auto add = [&](const veza_http_route& made) { return said(http->add_route(http->ctx, &made)); };
  BOOST_TEST(add(route("/raw")) == VEZA_E_CONFLICT, "not in start");
  raw.in_start();
  BOOST_TEST(add(route("/raw")) == VEZA_OK);
  BOOST_TEST(add(route("/raw")) == VEZA_E_CONFLICT);
  BOOST_TEST(add(route("/create", "track:create")) == VEZA_OK);
  BOOST_TEST(add(route("/delete", "track:delete_any")) == VEZA_E_FORBIDDEN);
  for (const auto* path : {"", "raw", "/{", "/{a}/{a}", "/a/{rest...}/b", "/a//b"}) {
    BOOST_TEST(add(route(path)) == VEZA_E_INVALID, path);
  }
  BOOST_TEST(said(http->add_route(http->ctx, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(http->add_route(nullptr, nullptr)) == VEZA_E_INVALID);
  auto odd = route("/odd");
  odd.struct_size = 8;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.handler = nullptr;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.method = text("BREW");
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.path = endless;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.flags = 1U << 31;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  // A plugin of a later SDK passes a longer struct.
  struct Longer {
    veza_http_route known;
    void* later = nullptr;
  } longer{route("/longer"), nullptr};
  longer.known.struct_size = sizeof longer;
  BOOST_TEST(add(longer.known) == VEZA_OK);
  BOOST_TEST(said(http->add_fallback(http->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(request_functions_bear_null) {
  const Raw raw;
  const auto* http = raw.table<veza_http_v1>(VEZA_HTTP_V1);
  BOOST_TEST(http->method(nullptr).len == 0U);
  BOOST_TEST(http->body(nullptr).len == 0U);
  BOOST_TEST(http->principal(nullptr) != nullptr);
  veza_str value{};
  BOOST_TEST(http->param(nullptr, text("id"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->query(nullptr, text("id"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->header(nullptr, text("id"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->part(nullptr, 0, nullptr) == VEZA_E_INVALID);
  BOOST_TEST(http->part_count(nullptr, nullptr) == VEZA_E_INVALID);
  http->set_status(nullptr, 200);
  http->set_body(nullptr, text("x"));
  BOOST_TEST(http->set_header(nullptr, text("A"), text("b")) == VEZA_E_INVALID);
  BOOST_TEST(http->set_body_blob(nullptr, text("x")) == VEZA_E_INVALID);
  BOOST_TEST(http->set_body_file(nullptr, text("x")) == VEZA_E_INVALID);
  const auto* identity = raw.table<veza_identity_v1>(VEZA_IDENTITY_V1);
  BOOST_TEST(identity->user_id(nullptr).len == 0U);
  BOOST_TEST(identity->can(nullptr, text("track:create")) == 0);
  BOOST_TEST(identity->can(nullptr, endless) == 0);
  BOOST_TEST(said(identity->check_stream_token(identity->ctx, endless, text("x"))) == VEZA_E_INVALID);
  BOOST_TEST(said(identity->check_stream_token(identity->ctx, text("a.b"), text("x"))) == VEZA_E_UNAUTHORIZED);
}

BOOST_AUTO_TEST_CASE(registrations_of_events_jobs_and_topics_are_checked) {
  Raw raw;
  const auto* events = raw.table<veza_events_v1>(VEZA_EVENTS_V1);
  const auto* jobs = raw.table<veza_jobs_v1>(VEZA_JOBS_V1);
  const auto* ws = raw.table<veza_ws_v1>(VEZA_WS_V1);
  const auto* policy = raw.table<veza_policy_v1>(VEZA_POLICY_V1);
  const auto* metrics = raw.table<veza_metrics_v1>(VEZA_METRICS_V1);
  const auto on_event = [](void*, const veza_event*) -> veza_status { return VEZA_OK; };
  const auto on_job = [](void*, veza_job*) -> veza_status { return VEZA_OK; };
  BOOST_TEST(said(events->subscribe(events->ctx, text("a"), text("x.*"), on_event, nullptr)) == VEZA_E_CONFLICT);
  raw.in_start();
  BOOST_TEST(events->subscribe(events->ctx, text("a"), text("x.*"), on_event, nullptr) == VEZA_OK);
  BOOST_TEST(said(events->subscribe(events->ctx, text("a"), text("x.*"), on_event, nullptr)) == VEZA_E_CONFLICT);
  BOOST_TEST(said(events->subscribe(events->ctx, text("b"), text("x..y"), on_event, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(events->subscribe(events->ctx, text("b"), text("x"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(events->emit(events->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_handler(jobs->ctx, text("k"), 0, on_job, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_handler(jobs->ctx, veza_str{}, 1, on_job, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->enqueue(jobs->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  veza_job_spec spec{};
  spec.struct_size = sizeof spec;
  spec.kind = text("k");
  BOOST_TEST(said(jobs->add_cron(jobs->ctx, text("c"), text("hourly"), nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_cron(jobs->ctx, text("c"), text("now and then"), &spec)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->add_cron(jobs->ctx, veza_str{}, text("hourly"), &spec)) == VEZA_E_INVALID);
  BOOST_TEST(said(jobs->cancel(jobs->ctx, nullptr, text("k"))) == VEZA_E_INVALID);
  BOOST_TEST(jobs->cancel_fd(nullptr) == -1);
  BOOST_TEST(jobs->cancelled(nullptr) == 0);
  jobs->progress(nullptr, 0.5);
  BOOST_TEST(said(jobs->complete(nullptr, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(ws->add_topic(ws->ctx, text("x."), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(ws->add_type(ws->ctx, no_pointer, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(ws->send(ws->ctx, 12345, text("{}"))) == VEZA_E_NOT_FOUND);
  ws->publish(ws->ctx, endless, endless);
  BOOST_TEST(said(policy->declare(policy->ctx, text("Bad Name"), 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(policy->declare(policy->ctx, text("raw.hook"), 9)) == VEZA_E_INVALID);
  BOOST_TEST(said(policy->decide(policy->ctx, text("raw.hook"), text("{"), veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST((metrics->metric(metrics->ctx, 9, text("x_total"), text("X."), veza_str{}) == nullptr));
  BOOST_TEST((metrics->metric(metrics->ctx, VEZA_METRIC_COUNTER, text("bad name"), text("X."), veza_str{}) == nullptr));
  BOOST_TEST((metrics->metric(metrics->ctx, VEZA_METRIC_COUNTER, text("x_total"), text("X."), text("[1]")) == nullptr));
  metrics->record(nullptr, 1);
  const auto* log = raw.table<veza_log_v1>(VEZA_LOG_V1);
  log->write(log->ctx, 99, text("odd level"), text("{not json"));
  log->write(log->ctx, VEZA_LOG_INFO, endless, endless);
  log->write(nullptr, VEZA_LOG_INFO, text("x"), veza_str{});
  BOOST_TEST(raw.site.lines->contain("odd level"));
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

BOOST_AUTO_TEST_CASE(a_swept_plugins_threads_are_refused) {
  Raw raw;
  raw.in_start();
  const auto* metrics = raw.table<veza_metrics_v1>(VEZA_METRICS_V1);
  auto* metric = metrics->metric(metrics->ctx, VEZA_METRIC_GAUGE, text("raw_seconds"), text("X."), veza_str{});
  BOOST_REQUIRE(metric);
  for (const auto& service : raw.services) BOOST_TEST(service->sweep(60'000));
  raw.context.calls_out.close();
  metrics->record(metric, 1);
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  BOOST_TEST(said(kv->set(kv->ctx, text("k"), text("v"), 0)) == VEZA_E_CANCELLED);
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  BOOST_TEST(said(db->query(db->ctx, text("SELECT 1"), nullptr, 0, nullptr, nullptr)) == VEZA_E_CANCELLED);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
