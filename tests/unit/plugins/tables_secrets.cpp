// veza.audit/1 and veza.secrets/1 as a careless or hostile plugin calls them.
#include "tables.h"
#include "veza/abi/audit.h"
#include "veza/abi/secrets.h"

namespace veza::plugins::test {
namespace {

BOOST_AUTO_TEST_SUITE(tables)

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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
