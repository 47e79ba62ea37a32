#include "scratch.h"

namespace veza::data {

bool says(const base::Error& error, std::string_view text) { return error.message.find(text) != std::string::npos; }

BOOST_AUTO_TEST_SUITE(postgres_addresses)

BOOST_AUTO_TEST_CASE(a_malformed_address_is_refused_without_showing_it) {
  struct Case {
    std::string url;
    const char* says;
  };
  const Case cases[] = {
      {"", "empty"},
      {"hunter2", "cannot read"},
      {"mysql://user:hunter2@host/db", "cannot read"},
      {"postgresql://user:hunter2@[::1/db", "cannot read"},
      {"postgresql://user:hunter2@host/db?secret=hunter2", "cannot read"},
      {"postgresql://user:hunter2@host/db?hunter2", "cannot read"},
      {"postgresql://user:100%hunter2@host/db", "cannot read"},
      {"host=localhost password=hunter2 hunter2", "cannot read"},
      {"host=localhost password='hunter2", "cannot read"},
      {"host=localhost colour=hunter2", "cannot read"},
      {"postgresql://user:pass/hunter2@host/db", "port"},
      {"postgresql://user:1/hunter2@host:port/db", nullptr},
      {"postgresql://user:pass@hunter2@host/db", "@"},
      {"postgresql://host:54x2/db", "port"},
      {std::string("postgresql://host/db\0hunter2", 28), "NUL"},
  };
  for (const Case& c : cases) {
    const auto opened = open_postgres({.url = c.url, .connect_timeout_ms = 500});
    BOOST_TEST_CONTEXT(c.url) {
      BOOST_REQUIRE(!opened);
      BOOST_TEST(!says(opened.error(), "hunter2"), opened.error().message);
      if (!c.says) continue;
      BOOST_TEST((opened.error().code == base::Code::invalid));
      BOOST_TEST(says(opened.error(), c.says), opened.error().message);
      BOOST_TEST(says(opened.error(), "postgresql://user:password@host:5432/database"));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_unavailable) {
  for (const char* url :
       {"postgresql://user:hunter2@127.0.0.1:1/db", "host=127.0.0.1 port=1 password=hunter2",
        "host=/nonexistent port=5433 password=hunter2", "postgresql://user:hunter2@nowhere.invalid/db"}) {
    const auto opened = open_postgres({.url = url, .connect_timeout_ms = 2'000});
    BOOST_REQUIRE(!opened);
    BOOST_TEST((opened.error().code == base::Code::unavailable), opened.error().message);
    BOOST_TEST(says(opened.error(), "cannot be reached"), opened.error().message);
    BOOST_TEST(!says(opened.error(), "hunter2"), opened.error().message);
    BOOST_TEST(!says(opened.error(), "\n"), opened.error().message);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(postgres_logins, *boost::unit_test::label("postgres") * boost::unit_test::disabled())

// The test server's address with one part replaced.
std::string with(const std::string& from, const std::string& to) {
  std::string url = test_server();
  const size_t at = url.find(from);
  BOOST_REQUIRE(at != url.npos);
  return url.replace(at, from.size(), to);
}

BOOST_AUTO_TEST_CASE(a_login_that_fails_says_what_to_do) {
  struct Case {
    std::string url;
    const char* says;
  };
  const Case cases[] = {
      {with("p%40ss", "hunter2"), "refuses the user veza"},
      {with(":p%40ss%2Fword%3A1", ""), "refuses the user veza"},
      {with("//veza:", "//stranger:"), "refuses the user stranger"},
      {test_server().substr(0, test_server().rfind('/')) + "/nothing_here", "has no database nothing_here: create it"},
  };
  for (const Case& c : cases) {
    const auto opened = open_postgres({.url = c.url});
    BOOST_REQUIRE(!opened);
    BOOST_TEST((opened.error().code == base::Code::invalid));
    BOOST_TEST(says(opened.error(), c.says), opened.error().message);
    BOOST_TEST(!says(opened.error(), "hunter2"), opened.error().message);
    BOOST_TEST(!says(opened.error(), "p@ss"), opened.error().message);
  }
}

BOOST_AUTO_TEST_CASE(its_description_has_no_password) {
  const auto database = must(open_postgres({.url = test_server()}));
  BOOST_TEST(database->describe().starts_with("PostgreSQL 1"), database->describe());
  BOOST_TEST(database->describe().ends_with("/veza"), database->describe());
  BOOST_TEST(database->describe().find("p@ss") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_session_has_its_settings) {
  const auto database = must(open_postgres({.url = test_server(), .statement_timeout_ms = 12'000}));
  const std::pair<const char*, const char*> settings[] = {{"application_name", "veza"},
                                                          {"client_encoding", "UTF8"},
                                                          {"timezone", "UTC"},
                                                          {"statement_timeout", "12s"},
                                                          {"default_transaction_read_only", "on"},
                                                          {"idle_in_transaction_session_timeout", "1min"}};
  for (const auto& [name, value] : settings) {
    BOOST_TEST((*must(database->row("SELECT current_setting($1)", {name})))[0].text() == value, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::data
