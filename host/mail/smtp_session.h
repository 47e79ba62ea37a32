// One dialogue with a mail server, over POCO's session. Private to this folder.
#pragma once
#include <Poco/Net/Context.h>
#include <Poco/Net/SMTPClientSession.h>

#include "mail/mail_url.h"
#include "mail/transport.h"

namespace veza::mail {

// Throws Poco's exceptions. POCO's own secure session cannot be given a connected socket and check a name.
class SmtpSession : Poco::Net::SMTPClientSession {
 public:
  // Connects, and with Encryption::tls makes sure of the server before a byte is said. `context` may be null when
  // encryption is off.
  SmtpSession(const Target& target, const Poco::Net::Context::Ptr& context);
  ~SmtpSession() override;

  // Greeting, STARTTLS, sign-in. A server without STARTTLS, where it is wanted, is an exception.
  void begin();
  // RFC 5321 section 3.3. Refusals with a status of 500 to 599 throw PermanentRefusal.
  void send(const Letter& letter);
  // Says goodbye.
  void end();

  struct PermanentRefusal {
    std::string answer;
  };

 private:
  void sign_in();
  // Says `command` and expects a status from 200 to 399.
  void say(const std::string& command);

  const Target& target_;
  Poco::Net::Context::Ptr context_;
  std::string greeting_;  // the answer to EHLO: what the server can do
};

}  // namespace veza::mail
