#include "mail/mime.h"

#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/PartHandler.h>
#include <Poco/StreamCopier.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <sstream>

#include "mail/encoded_word.h"

using namespace veza::mail;

namespace {

// A mail taken apart by another reader than the writer's.
struct Read : Poco::Net::PartHandler {
  explicit Read(const std::string& text) {
    std::istringstream in(text);
    mail.read(in, *this);
  }
  void handlePart(const Poco::Net::MessageHeader& header, std::istream& stream) override {
    std::string body;
    Poco::StreamCopier::copyToString(stream, body);
    parts.emplace_back(header.get("Content-Type"), body);
  }
  Poco::Net::MailMessage mail;
  std::vector<std::pair<std::string, std::string>> parts;
};

std::string rendered(const Message& message, const Mailbox& from = {"Our Music", "hello@music.example"}) {
  auto text = render(message, from, "0190-id", 1'700'000'000'000);
  BOOST_REQUIRE_MESSAGE(text, text.error().message);
  return *text;
}

const Message sample{"a@b.org", "Hello", "Dear Ännchen,\n.\nFrom here\r\nrest = 1", "<p>Dear Ännchen</p>", "test"};

}  // namespace

BOOST_AUTO_TEST_SUITE(mime)

BOOST_AUTO_TEST_CASE(headers_and_both_bodies) {
  const std::string text = rendered(sample);
  const Read read(text);
  BOOST_TEST(read.mail.get("From") == "\"Our Music\" <hello@music.example>");
  BOOST_TEST(read.mail.get("To") == "<a@b.org>");
  BOOST_TEST(read.mail.get("Subject") == "Hello");
  BOOST_TEST(read.mail.get("Message-ID") == "<0190-id@music.example>");
  BOOST_TEST(read.mail.get("Date") == "Tue, 14 Nov 2023 22:13:20 +0000");
  BOOST_TEST(read.mail.get("Auto-Submitted") == "auto-generated");
  BOOST_TEST(read.mail.get("Content-Type").starts_with("multipart/alternative; boundary="));
  BOOST_REQUIRE(read.parts.size() == 2U);
  BOOST_TEST(read.parts[0].first == "text/plain; charset=utf-8");
  BOOST_TEST(read.parts[0].second == "Dear Ännchen,\r\n.\r\nFrom here\r\nrest = 1\r\n");
  BOOST_TEST(read.parts[1].first == "text/html; charset=utf-8");
  BOOST_TEST(read.parts[1].second == "<p>Dear Ännchen</p>\r\n");
}

BOOST_AUTO_TEST_CASE(every_line_is_short_and_ends_with_crlf) {
  Message message = sample;
  message.text += std::string(5000, 'x');
  for (const std::string& subject : {std::string(200, 's'), "word " + std::string(150, 'w') + " end"}) {
    message.subject = subject;
    const std::string text = rendered(message, {std::string(100, 'n'), "hello@music.example"});
    size_t begin = 0;
    while (begin < text.size()) {
      const size_t end = text.find('\n', begin);
      BOOST_REQUIRE(end != text.npos);
      BOOST_TEST(text[end - 1] == '\r');
      BOOST_TEST(end - begin <= 998U);
      begin = end + 1;
    }
  }
}

BOOST_AUTO_TEST_CASE(subjects_beyond_ascii_are_encoded_in_whole_characters) {
  for (const std::string subject :
       {"Grüße", "日本語の件名がとても長い場合には分割されます、そうでなければなりません", "=?UTF-8?Q?fake?="}) {
    const std::string text = header_text(subject, 9);
    for (const char c : text) BOOST_TEST((static_cast<unsigned char>(c) < 0x80));
    size_t line = 9;
    for (const char c : text) {
      line = c == '\n' ? 0 : line + 1;
      BOOST_TEST(line <= 77U);
    }
    BOOST_TEST(text.starts_with("=?UTF-8?B?"));
  }
  BOOST_TEST(header_text("Grüße", 9) == "=?UTF-8?B?R3LDvMOfZQ==?=");
  BOOST_TEST(header_text("日本語の件名がとても長い", 9) ==
             "=?UTF-8?B?5pel5pys6Kqe44Gu5Lu25ZCN44GM44Go44Gm44KC?=\r\n =?UTF-8?B?6ZW344GE?=");
}

BOOST_AUTO_TEST_CASE(long_plain_text_is_folded_at_spaces) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += "word ";
  subject.pop_back();
  std::string text = header_text(subject, 9);
  BOOST_TEST(text.find("\r\n ") != text.npos);
  for (size_t at; (at = text.find("\r\n")) != text.npos;) text.erase(at, 2);
  BOOST_TEST(text == subject);
  for (const std::string& odd :
       {std::string(60, 'x') + std::string(30, ' ') + std::string(80, 'y') + " z", std::string(200, ' '),
        "a" + std::string(198, ' ') + "b", std::string(90, 'x') + " "}) {
    const std::string folded = header_text(odd, 9);
    for (size_t at = 0; (at = folded.find("\r\n", at)) != folded.npos; at += 2)
      BOOST_TEST((folded.find_first_not_of(' ', at + 2) < std::min(folded.find('\r', at + 2), folded.size())), odd);
  }
}

BOOST_AUTO_TEST_CASE(no_name_or_subject_adds_a_header) {
  const std::string text = rendered(sample, {"Quote \" and \\ back", "hello@music.example"});
  BOOST_TEST(Read(text).mail.get("From") == "\"Quote \\\" and \\\\ back\" <hello@music.example>");
  Message bad = sample;
  bad.subject = "x\r\nBcc: c@d.org";
  BOOST_TEST(!render(bad, {"", "a@b.org"}, "id", 0));
}

BOOST_AUTO_TEST_SUITE_END()
