#include "identity/names.h"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace veza::identity;

BOOST_AUTO_TEST_SUITE(identity_names)

BOOST_AUTO_TEST_CASE(usernames) {
  for (const char* good : {"abc", "A-b_9", "ann", "0123456789"}) BOOST_TEST(!username_problem(good), good);
  BOOST_TEST(!username_problem(std::string(50, 'x')));
  for (const std::string& bad : std::vector<std::string>{"", "ab", "a b", "a.b", "ann@", "é123", "a\nb",
                                                         std::string("a\0b", 3), std::string(51, 'x')})
    BOOST_TEST(username_problem(bad).has_value(), bad);
  BOOST_TEST(is_reserved_username("Admin"));
  BOOST_TEST(!is_reserved_username("adminton"));
  BOOST_TEST(username_key("AnN") == "ann");
}

BOOST_AUTO_TEST_CASE(email_addresses) {
  for (const char* good :
       {"a@b.org", "first.last+tag@sub.example.org", "o'brien@example.co", "admin@localhost", "x@münchen.de"})
    BOOST_TEST(!email_problem(good), good);
  for (const std::string& bad : std::vector<std::string>{"",
                                                         "a",
                                                         "@b.org",
                                                         "a@",
                                                         "a@b",
                                                         "a@@b.org",
                                                         "a b@c.org",
                                                         "a@b..org",
                                                         "a@-b.org",
                                                         "a@b.org.",
                                                         ".a@b.org",
                                                         "a.@b.org",
                                                         "a..b@c.org",
                                                         "a@b c.org",
                                                         "a\r\nBcc: x@y.org",
                                                         "a@b.org\n",
                                                         "<a@b.org>",
                                                         "a@b_c.org",
                                                         std::string(65, 'a') + "@b.org",
                                                         std::string("a\0@b.org", 8),
                                                         "a\xff@b.org",
                                                         "a@" + std::string(250, 'b') + ".org"})
    BOOST_TEST(email_problem(bad).has_value(), bad);
}

BOOST_AUTO_TEST_SUITE_END()
