#include "mail/smtp_session.h"

#include <Poco/Environment.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/DialogSocket.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <algorithm>
#include <sstream>

#include "base/text.h"

namespace veza::mail {
namespace {

using Poco::Net::SecureStreamSocket;

const Poco::Timespan connect_time(10, 0);
const Poco::Timespan answer_time(30, 0);

// Each address of the host in turn, so that one that is away does not stand for all.
Poco::Net::StreamSocket connect(const Target& target) {
  const auto found = Poco::Net::DNS::hostByName(target.host).addresses();
  for (size_t i = 0; i < found.size(); ++i) {
    try {
      Poco::Net::StreamSocket socket;
      socket.connect(Poco::Net::SocketAddress(found[i], target.port), connect_time);
      socket.setReceiveTimeout(answer_time);
      socket.setSendTimeout(answer_time);
      return socket;
    } catch (const Poco::Exception&) {
      if (i + 1 == found.size()) throw;
    }
  }
  throw Poco::Net::HostNotFoundException(target.host);
}

Poco::Net::StreamSocket open_socket(const Target& target, const Poco::Net::Context::Ptr& context) {
  auto socket = connect(target);
  if (target.encryption != Encryption::tls) return socket;
  return SecureStreamSocket::attach(socket, target.host, context);
}

// The name this machine goes by, where it is one that a server takes (RFC 5321 section 4.1.1.1).
std::string own_name() {
  const std::string name = Poco::Environment::nodeName();
  const bool good = !name.empty() && name.size() < 200 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.';
  });
  return good ? name : "localhost";
}

// Whether an answer to EHLO has a line of that keyword and, when asked for, that word behind it.
bool offers(const std::string& greeting, std::string_view keyword, std::string_view word = {}) {
  for (const auto line : base::split(greeting, '\n')) {
    if (line.size() < 4) continue;
    const auto words = base::split(base::trim(line.substr(4)), ' ');
    if (!base::equal_no_case(words[0], keyword)) continue;
    if (word.empty()) return true;
    if (std::any_of(words.begin() + 1, words.end(), [&](auto w) { return base::equal_no_case(w, word); })) return true;
  }
  return false;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

SmtpSession::SmtpSession(const Target& target, const Poco::Net::Context::Ptr& context)
    : SMTPClientSession(open_socket(target, context)), target_(target), context_(context) {
  setTimeout(answer_time);
}

SmtpSession::~SmtpSession() = default;

void SmtpSession::begin() {
  login(own_name(), greeting_);
  if (target_.encryption == Encryption::starttls) {
    if (!offers(greeting_, "STARTTLS")) throw Poco::Net::SMTPException("it offers no STARTTLS");
    say("STARTTLS");
    // Drops what came before the handshake: it was said in the clear, by anybody.
    socket() = SecureStreamSocket::attach(socket(), target_.host, context_);
    login(own_name(), greeting_);
  }
  if (!target_.user.empty()) sign_in();
}

void SmtpSession::sign_in() {
  if (offers(greeting_, "AUTH", "PLAIN"))
    loginUsingPlain(target_.user, target_.password);
  else if (offers(greeting_, "AUTH", "LOGIN"))
    loginUsingLogin(target_.user, target_.password);
  else
    throw Poco::Net::SMTPException("it offers neither AUTH PLAIN nor AUTH LOGIN");
}

void SmtpSession::say(const std::string& command) {
  std::string answer;
  const int status = sendCommand(command, answer);
  if (isPermanentNegative(status)) throw PermanentRefusal{answer};
  if (status / 100 != SMTP_POSITIVE_COMPLETION && status / 100 != SMTP_POSITIVE_INTERMEDIATE)
    throw Poco::Net::SMTPException(answer, status);
}

void SmtpSession::send(const Letter& letter) {
  const bool plain = is_ascii(letter.from) && is_ascii(letter.to);
  if (!plain && !offers(greeting_, "SMTPUTF8"))
    throw PermanentRefusal{"it cannot carry addresses with letters beyond ASCII (SMTPUTF8)"};
  say("MAIL FROM:<" + letter.from + ">" + (plain ? "" : " SMTPUTF8"));
  say("RCPT TO:<" + letter.to + ">");
  say("DATA");
  std::istringstream content(letter.content);
  try {
    sendMessage(content);
  } catch (const Poco::Net::SMTPException& refused) {
    if (isPermanentNegative(refused.code())) throw PermanentRefusal{refused.message()};
    throw;
  }
}

void SmtpSession::end() {
  try {
    close();
  } catch (const Poco::Exception&) {
    // The letter is theirs; that they left without a word changes nothing.
  }
}

}  // namespace veza::mail
