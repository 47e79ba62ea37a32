#include "mail/smtp_transport.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/SSLException.h>

#include "mail/smtp_session.h"

namespace veza::mail {
namespace {

using Poco::Net::Context;

Context::Ptr make_context(const Target& target, const std::string& ca_file) {
  if (target.encryption == Encryption::off) return {};
  Context::Params params;
  params.caLocation = ca_file;
  params.loadDefaultCAs = ca_file.empty();
  params.verificationMode = Context::VERIFY_STRICT;
  Context::Ptr context(new Context(Context::TLS_CLIENT_USE, params));
  context->requireMinimumProtocol(Context::PROTO_TLSV1_2);
  context->enableExtendedCertificateVerification(true);
  return context;
}

// What somebody else wrote, fit for a log: one line, not too long.
std::string quoted(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.size() > 200) text.resize(200);
  return text;
}

template <class Talk>
base::Status talk_to(const Target& target, const std::string& ca_file, const Talk& talk) {
  const std::string who = target.describe();
  const auto fail = [&](base::Code code, const std::string& what) {
    return base::fail(code, who + ": " + quoted(what));
  };
  const char* doing = "it cannot be reached";
  try {
    SmtpSession session(target, make_context(target, ca_file));
    doing = "the dialogue broke off";
    talk(session);
    session.end();
    return {};
  } catch (const SmtpSession::PermanentRefusal& refused) {
    return fail(base::Code::invalid, "it refused the mail: " + refused.answer);
  } catch (const Poco::Net::SSLException& error) {
    return fail(
        base::Code::unavailable,
        "TLS failed, nothing was sent; is its certificate for this name, and from an authority that mail.ca_file "
        "or the system trusts? " +
            error.displayText());
  } catch (const Poco::Net::SMTPException& error) {
    return fail(base::Code::unavailable,
                (error.code() == 530 || error.code() == 534 || error.code() == 535 || error.code() == 538
                     ? "it does not take the user and password of mail.url: "
                     : "it does not take mail now: ") +
                    error.message());
  } catch (const Poco::TimeoutException&) {
    return fail(base::Code::unavailable, std::string(doing) + ": it did not answer in time");
  } catch (const std::exception& error) {
    const auto* poco = dynamic_cast<const Poco::Exception*>(&error);
    return fail(base::Code::unavailable, std::string(doing) + ": " + (poco ? poco->displayText() : error.what()));
  }
}

}  // namespace

base::Status SmtpTransport::probe() {
  return talk_to(target_, ca_file_, [](SmtpSession& session) { session.begin(); });
}

base::Status SmtpTransport::send(const Letter& letter) {
  return talk_to(target_, ca_file_, [&](SmtpSession& session) {
    try {
      session.begin();
    } catch (const SmtpSession::PermanentRefusal& refused) {
      // Not about this letter: whoever runs the site can mend it while the letter waits.
      throw Poco::Net::SMTPException(refused.answer);
    }
    session.send(letter);
  });
}

}  // namespace veza::mail
