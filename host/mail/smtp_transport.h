// Mail by SMTP submission (RFC 6409): a connection for each letter.
#pragma once
#include "mail/transport.h"

namespace veza::mail {

// TLS 1.2 or newer; the server's certificate is checked for the host of the URL. 10 seconds to connect, 30 for an
// answer.
class SmtpTransport : public Transport {
 public:
  SmtpTransport(Target target, std::string ca_file) : target_(std::move(target)), ca_file_(std::move(ca_file)) {}
  base::Status send(const Letter& letter) override;
  base::Status probe() override;
  std::string describe() const override { return target_.describe(); }

 private:
  const Target target_;
  const std::string ca_file_;
};

}  // namespace veza::mail
