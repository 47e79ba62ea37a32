#include "mail/mime.h"

#include <Poco/DateTimeFormat.h>
#include <Poco/DateTimeFormatter.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/StringPartSource.h>

#include <sstream>

#include "mail/encoded_word.h"

namespace veza::mail {
namespace {

using Poco::Net::MailMessage;

// Every line ending becomes CRLF.
std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n' || text[i] == '\r')
      out += "\r\n";
    else
      out += text[i];
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

void add_body(MailMessage& mail, std::string_view text, const std::string& type) {
  // The message owns the source.
  mail.addPart("", new Poco::Net::StringPartSource(with_crlf(text), type + "; charset=utf-8"),
               MailMessage::CONTENT_INLINE, MailMessage::ENCODING_QUOTED_PRINTABLE);
}

std::string from_field(const Mailbox& from) {
  if (from.name.empty()) return "<" + from.address + ">";
  std::string name = header_text(from.name, 6);
  // Words with a special character stand in quotes (RFC 5322 section 3.2.4); encoded ones have none.
  if (name == from.name) {
    std::string quoted;
    for (const char c : name) quoted.append(c == '"' || c == '\\' ? "\\" : "").push_back(c);
    name = "\"" + quoted + "\"";
  }
  return name + " <" + from.address + ">";
}

}  // namespace

base::Result<std::string> render(const Message& message, const Mailbox& from, const std::string& id, int64_t now_ms) {
  if (auto sound = check(message); !sound) return base::fail(sound.error());
  try {
    MailMessage mail;
    mail.set("Date",
             Poco::DateTimeFormatter::format(Poco::Timestamp(now_ms * 1000), Poco::DateTimeFormat::RFC1123_FORMAT, 0));
    mail.set("From", from_field(from));
    mail.addRecipient({Poco::Net::MailRecipient::PRIMARY_RECIPIENT, message.to});
    mail.set("Subject", header_text(message.subject, 9));
    mail.set("Message-ID", "<" + id + "@" + from.domain() + ">");
    // No holiday notices in answer (RFC 3834 section 5).
    mail.set("Auto-Submitted", "auto-generated");
    mail.setContentType("multipart/alternative");
    add_body(mail, message.text, "text/plain");
    if (!message.html.empty()) add_body(mail, message.html, "text/html");
    std::ostringstream out;
    mail.write(out);
    return out.str();
  } catch (const std::exception& error) {
    return base::fail(base::Code::internal, std::string("a mail could not be written: ") + error.what());
  }
}

}  // namespace veza::mail
