// The way a mail leaves: by SMTP, or into a folder.
#pragma once
#include <memory>
#include <string>

#include "base/error.h"
#include "mail/mail_url.h"

namespace veza::mail {

// A mail ready to go.
struct Letter {
  std::string id;        // a UUID: the name of the file in a folder
  std::string from, to;  // addresses, checked
  std::string content;   // what render() gave
};

// Any thread; one letter at a time each.
class Transport {
 public:
  virtual ~Transport() = default;
  // Blocks until it is delivered to the next hop: seconds. Errors say what failed and, where it is ours to mend, how.
  // invalid: this letter will never be taken (an SMTP answer 5xx about sender, recipient or content). All others are
  // worth another try later. Never the password.
  virtual base::Status send(const Letter& letter) = 0;
  // Everything up to sending: the folder can be written, the server answers, proves its name and takes the password.
  virtual base::Status probe() = 0;
  // For people: "the mail server smtp.example:587 (STARTTLS)".
  virtual std::string describe() const = 0;
};

// `ca_file`: PEM certificates the server's is checked with; empty: the system's. Connects nowhere, reads nothing.
std::unique_ptr<Transport> make_transport(Target target, std::string ca_file);

}  // namespace veza::mail
