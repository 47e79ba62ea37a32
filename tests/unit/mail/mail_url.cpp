#include "mail/mail_url.h"

#include <boost/test/unit_test.hpp>

using namespace veza::mail;

BOOST_AUTO_TEST_SUITE(mail_url)

BOOST_AUTO_TEST_CASE(good_ones) {
  const auto text = [](std::string_view url) {
    const auto target = parse_mail_url(url);
    return target ? target->describe() + "|" + target->user + "|" + target->password : target.error().message;
  };
  BOOST_TEST(text("smtp://smtp.example.org") == "the mail server smtp.example.org:587 (STARTTLS)||");
  BOOST_TEST(text("smtp://u:p@smtp.example.org:25/") == "the mail server smtp.example.org:25 (STARTTLS)|u|p");
  BOOST_TEST(text("smtps://me%40b.org:p%3a%2f@h") == "the mail server h:465 (TLS)|me@b.org|p:/");
  BOOST_TEST(text("smtp://localhost:25?tls=off") == "the mail server localhost:25 (no TLS)||");
  BOOST_TEST(text("smtp://127.0.0.1:2525?tls=off") == "the mail server 127.0.0.1:2525 (no TLS)||");
  BOOST_TEST(text("smtp://[::1]:25?tls=off") == "the mail server [::1]:25 (no TLS)||");
  BOOST_TEST(text("folder:var/mail") == "the folder var/mail||");
}

BOOST_AUTO_TEST_CASE(bad_ones_are_told_without_their_secrets) {
  for (const std::string& url : std::initializer_list<std::string>{"",
                                                                   "smtp",
                                                                   "smtp://",
                                                                   "http://hunter2@h",
                                                                   "smtp://hunter2@h",
                                                                   "smtp://u:hunter2@",
                                                                   "smtp://u:hunter2%@h",
                                                                   "smtp://u:hunter2@h:0",
                                                                   "smtp://u:hunter2@h:70000",
                                                                   "smtp://u:hunter2@h:+25",
                                                                   "smtp://u:hunter2@h:25x",
                                                                   "smtp://u:hunter2@h h",
                                                                   "smtp://u:hunter2@h\r\nQUIT",
                                                                   "smtp://u:hunter2%0d%0aQUIT@h",
                                                                   "smtp://:hunter2@h",
                                                                   "smtp://u:@h",
                                                                   "smtp://u:hunter2@h?tls=off",
                                                                   "smtp://u:hunter2@128.0.0.1?tls=off",
                                                                   "smtp://u:hunter2@127.0.0.1.example.org?tls=off",
                                                                   "smtp://u:hunter2@localhost?tls=maybe",
                                                                   "smtps://u:hunter2@localhost?tls=off",
                                                                   "smtp://u:hunter2@[::1",
                                                                   "smtp://u:hunter2@[]:25",
                                                                   "folder:"}) {
    const auto target = parse_mail_url(url);
    BOOST_TEST(!target, url);
    if (!target) BOOST_TEST(target.error().message.find("hunter2") == std::string::npos, url);
  }
}

BOOST_AUTO_TEST_SUITE_END()
