#include "mail/address.h"

#include <boost/test/unit_test.hpp>

using namespace veza::mail;

BOOST_AUTO_TEST_SUITE(addresses)

BOOST_AUTO_TEST_CASE(good_ones) {
  for (const std::string address : {"a@b.org", "first.last+tag@sub.example.org", "o'neil@example.org", "x@localhost",
                                    "süß@bücher.example", "a@1.example", "!#$%&'*+-/=?^_`{|}~@example.org"})
    BOOST_TEST((address_problem(address) == std::nullopt), address);
}

BOOST_AUTO_TEST_CASE(bad_ones) {
  const std::string long_local(65, 'a'), long_label(64, 'b'), long_domain(250, 'c');
  for (const std::string& address : std::initializer_list<std::string>{"",
                                                                       "a",
                                                                       "@",
                                                                       "a@",
                                                                       "@b.org",
                                                                       "a@b",
                                                                       "a@b..org",
                                                                       "a@.org",
                                                                       "a@b.org.",
                                                                       "a@-b.org",
                                                                       "a@b-.org",
                                                                       "a@b@c.org",
                                                                       ".a@b.org",
                                                                       "a.@b.org",
                                                                       "a..b@c.org",
                                                                       "a b@c.org",
                                                                       "a@b c.org",
                                                                       "\"a b\"@c.org",
                                                                       "a,b@c.org",
                                                                       "a;b@c.org",
                                                                       "a@[127.0.0.1]",
                                                                       "<a@b.org>",
                                                                       "a@b.org>",
                                                                       "a\\@b.org",
                                                                       "a(comment)@b.org",
                                                                       "a@b.org\n",
                                                                       "a@b.org\r\nBcc: c@d.org",
                                                                       "a\r\nRCPT TO:<c@d.org>@b.org",
                                                                       std::string("a\0b@c.org", 9),
                                                                       "a\x7f@b.org",
                                                                       "a\t@b.org",
                                                                       "a@b\xff.org",
                                                                       "\xc3@b.org",
                                                                       "a\xc2\x85@b.org",
                                                                       "a@b\xc2\x9b.org",
                                                                       "a@ex_ample.org",
                                                                       long_local + "@b.org",
                                                                       "a@" + long_label + ".org",
                                                                       "a@" + long_domain + ".org"})
    BOOST_TEST((address_problem(address) != std::nullopt), address);
}

BOOST_AUTO_TEST_CASE(mailboxes) {
  const auto box = [](std::string_view text) {
    const auto parsed = parse_mailbox(text);
    return parsed ? parsed->name + "|" + parsed->address : "error";
  };
  BOOST_TEST(box("a@b.org") == "|a@b.org");
  BOOST_TEST(box("  Our Music <a@b.org> ") == "Our Music|a@b.org");
  BOOST_TEST(box("\"Music, ours\" <a@b.org>") == "Music, ours|a@b.org");
  BOOST_TEST(box("Mü <a@b.org>") == "Mü|a@b.org");
  BOOST_TEST(box("<a@b.org>") == "|a@b.org");
  for (const char* bad : {"", "Name", "Name <a>", "Name a@b.org>", "Na\nme <a@b.org>", "Na>me <a@b.org>",
                          "N <a@b.org> x", "N <a@b.org\r\nBcc: c@d.org>", "a@b.org, c@d.org", "N <<a@b.org>>"})
    BOOST_TEST(box(bad) == "error", bad);
  BOOST_TEST(box(std::string(101, 'n') + " <a@b.org>") == "error");
  BOOST_TEST(parse_mailbox("N <a@b.org>")->domain() == "b.org");
}

BOOST_AUTO_TEST_SUITE_END()
