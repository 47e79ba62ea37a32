// E-mail addresses, as people type them and as mail carries them. Plain functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::mail {

// What is wrong with it, as the rest of a sentence, or nothing. One @, a local part of 1 to 64 bytes without quoting, a
// domain of dotted labels, at most 254 bytes (RFC 5321 section 4.5.3.1), UTF-8 (RFC 6531), no spaces and no control
// characters: what passes can stand in a header or an SMTP command as it is. Whether it exists only a mail can tell.
std::optional<std::string> address_problem(std::string_view address);

// Who a mail is from: "Our Music <hello@music.example>", or the address alone.
struct Mailbox {
  std::string name;  // may be empty
  std::string address;
  // What stands after the @.
  std::string domain() const;
};

// Errors (invalid): one sentence. A name has at most 100 bytes and no control characters, '<' or '>'; quotes around it
// are taken off.
base::Result<Mailbox> parse_mailbox(std::string_view text);

}  // namespace veza::mail
