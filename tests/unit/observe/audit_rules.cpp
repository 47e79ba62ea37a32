// What an entry may hold, how it is found and shown.
#include <boost/test/unit_test.hpp>

#include "audit_support.h"
#include "base/text.h"
#include "observe/audit_csv.h"
#include "observe/audit_mask.h"

using namespace veza;
using namespace veza::observe;
using observe::test::Log;

BOOST_AUTO_TEST_SUITE(audit_rules)

BOOST_AUTO_TEST_CASE(actions_have_a_shape) {
  for (const char* good : {"a.b", "identity.session.started", "hls-gstreamer.track.made", "a.b.c.d.e", "x_1.y-2"}) {
    BOOST_TEST(check_action(good).has_value(), good);
  }
  for (const char* bad : {"", "a", ".a", "a.", "a..b", "A.b", "a.b c", "a.b\n", "a.b.c.d.e.f", "ä.b", "=a.b"}) {
    BOOST_TEST(!check_action(bad), bad);
  }
  BOOST_TEST(!check_action(std::string(99, 'a') + ".b"));
}

BOOST_AUTO_TEST_CASE(secrets_are_masked_at_any_depth) {
  const base::Json masked =
      mask_audit({{"password", "p"},
                  {"email", "a@b"},
                  {"nested", {{"refresh_token", "t"}, {"list", {{{"backup_codes", {"1", "2"}}}}}}},
                  {"password_hash", "h"},
                  {"client_secret", "s"},
                  {"totp_seed", "s"},
                  {"Public-Key", "k"},
                  {"monkey", "stays"},
                  {"zip_code_name", "stays"},
                  {"hashes", 3}});
  BOOST_TEST(masked["password"] == "***");
  BOOST_TEST(masked["email"] == "a@b");
  BOOST_TEST(masked["nested"]["refresh_token"] == "***");
  BOOST_TEST(masked["nested"]["list"][0]["backup_codes"] == "***");
  for (const char* name : {"password_hash", "client_secret", "totp_seed", "Public-Key"}) {
    BOOST_TEST(masked[name] == "***", name);
  }
  BOOST_TEST(masked["monkey"] == "stays");
  BOOST_TEST(masked["zip_code_name"] == "stays");
}

BOOST_AUTO_TEST_CASE(states_are_bounded_and_canonical) {
  BOOST_TEST(audit_state(nullptr) == "");
  BOOST_TEST(audit_state({{"b", 1}, {"a", "x"}}) == R"({"a":"x","b":1})");
  BOOST_TEST(audit_state({{"a", std::string(20'000, 'x')}}) == R"({"truncated":true})");
  base::Json deep = 1;
  for (int i = 0; i < 100; ++i) deep = base::Json{{"d", deep}};
  BOOST_TEST(audit_state(deep) == R"({"truncated":true})");
  const std::string odd = audit_state({{"a", "\xff\x00 b"}});
  BOOST_TEST(base::parse_json(odd).has_value());
}

BOOST_AUTO_TEST_CASE(texts_are_cut_between_characters) {
  BOOST_TEST(audit_text("abc", 2) == "ab");
  BOOST_TEST(audit_text("aü", 2) == "a");
  BOOST_TEST(audit_text(std::string("a\0b", 3), 9) == "a b");
  BOOST_TEST(base::is_utf8(audit_text("\xff\xfe", 9)));
}

struct Cell {
  std::string text, csv;
};

BOOST_AUTO_TEST_CASE(cells_are_quoted_and_harmless) {
  const std::vector<Cell> table = {
      {"", ""},
      {"plain", "plain"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "\"two\nlines\""},
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"  =1", "'  =1"},
      {"\t=1", "\"'\t'=1\""},
      {"a;b", "\"a;b\""},
      {"a; =1", "\"a; '=1\""},
      {"a;+1;@x", "\"a;'+1;'@x\""},
      {"a\t-1", "\"a\t'-1\""},
      {"a; b=1", "\"a; b=1\""},
      {"\r=1", "\"'\r=1\""},
      {"\n=1", "\"'\n=1\""},
      {"=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""},
      {"a=1", "a=1"},
  };
  for (const auto& row : table) BOOST_TEST(csv_cell(row.text) == row.csv);
}

BOOST_AUTO_TEST_CASE(a_line_has_as_many_cells_as_the_head) {
  AuditRecord record;
  record.user_agent = "=cmd,\"x\"";
  const auto count = [](const std::string& line) {
    size_t commas = 0;
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') quoted = !quoted;
      commas += !quoted && c == ',';
    }
    return commas;
  };
  BOOST_TEST(count(audit_csv_line(record)) == count(audit_csv_head()));
  BOOST_TEST(audit_csv_line(record).ends_with("\r\n"));
}

BOOST_AUTO_TEST_CASE(filters_find_what_they_name) {
  Log log;
  log.record("identity.session.started", "u1", "s1");
  log.pass(1'000);
  log.record("identity.role.changed", "u2", "u1");
  log.record("library.track.deleted", "u1", "s1");
  log.chain();
  const auto found = [&](AuditFilter filter) {
    const auto rows = audit_table::find(log.db(), filter, 10);
    BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
    std::string text;
    for (const auto& row : *rows) text += std::to_string(row.seq);
    return text;
  };
  BOOST_TEST(found({}) == "321");
  BOOST_TEST(found({.actor = "u1"}) == "31");
  BOOST_TEST(found({.actor = "NAME of U2"}) == "2");
  BOOST_TEST(found({.action = "identity."}) == "21");
  BOOST_TEST(found({.action = "identity.session.started"}) == "1");
  BOOST_TEST(found({.action = "%"}) == "");
  BOOST_TEST(found({.subject = "s1"}) == "31");
  BOOST_TEST(found({.subject = "thing:u1"}) == "2");
  BOOST_TEST(found({.subject = "user:u1"}) == "");
  BOOST_TEST(found({.ip = "192.0.2.1"}) == "321");
  BOOST_TEST(found({.ip = "192.0.2.2"}) == "");
  BOOST_TEST(found({.from = log.now()}) == "32");
  BOOST_TEST(found({.to = log.now()}) == "1");
  BOOST_TEST(found({.from = 0}) == "321");
  BOOST_TEST(found({.from = -86'400'000}) == "321");
  BOOST_TEST(found({.to = 0}) == "", "a bound at the beginning of time is a bound");
  BOOST_TEST(found({.to = -86'400'000}) == "");
  BOOST_TEST(found({.before_seq = 3}) == "21");
  BOOST_TEST(found({.actor = "u1' OR '1'='1"}) == "");
}

BOOST_AUTO_TEST_SUITE_END()
