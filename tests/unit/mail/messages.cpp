#include "mail/message.h"

#include <boost/test/unit_test.hpp>

using namespace veza::mail;

namespace {
Message good() { return {"a@b.org", "Hello", "Some text\n", "<p>Some text</p>", "test"}; }
}  // namespace

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(a_good_one) {
  BOOST_TEST(check(good()).has_value());
  Message plain = good();
  plain.html.clear();
  plain.subject = "Ünïcode — fine";
  BOOST_TEST(check(plain).has_value());
}

BOOST_AUTO_TEST_CASE(what_could_add_a_header_is_refused) {
  for (const std::string& subject :
       std::initializer_list<std::string>{"", "a\nBcc: c@d.org", "a\r\nBcc: c@d.org", "a\rBcc: c@d.org",
                                          "a\r\n\r\nbody", "a\tb", "a\vb", "a\x1b[31m", "a\x7f", std::string("a\0b", 3),
                                          "a\xc2\x85"
                                          "Bcc: x",
                                          "a\xe2\x80\xa8"
                                          "Bcc: x",
                                          "a\xe2\x80\xa9"
                                          "x",
                                          "\xff", std::string(201, 'x')}) {
    Message message = good();
    message.subject = subject;
    BOOST_TEST(!check(message), subject);
  }
  for (const char* to : {"", "nobody", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org", "A <a@b.org>", "a@b.org "}) {
    Message message = good();
    message.to = to;
    BOOST_TEST(!check(message), to);
  }
}

BOOST_AUTO_TEST_CASE(bodies_and_kinds) {
  Message message = good();
  message.text.clear();
  BOOST_TEST(!check(message));
  message = good();
  message.text = std::string((200U << 10) + 1, 'x');
  BOOST_TEST(!check(message));
  message = good();
  message.html = "\xff";
  BOOST_TEST(!check(message));
  for (const char* kind : {"", "A", "a b", "a\n", "ä"}) {
    message = good();
    message.kind = kind;
    BOOST_TEST(!check(message), kind);
  }
}

BOOST_AUTO_TEST_SUITE_END()
