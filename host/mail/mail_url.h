// How the site's mail leaves it, as one URL (setting mail.url):
//
//     smtp://[user:password@]host[:587]      the connection is encrypted by STARTTLS (RFC 3207), or nothing is sent
//     smtp://localhost:25?tls=off            in the clear, to this machine only
//     smtps://[user:password@]host[:465]     encrypted from the first byte (RFC 8314)
//     folder:/path                           every mail becomes a file .eml: for development and tests
//
// Percent-encode what is special in user and password. IPv6 addresses stand in brackets.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::mail {

enum class Encryption { starttls, tls, off };

struct Target {
  std::string folder;  // set: a folder, and nothing below counts
  std::string host;
  uint16_t port = 587;
  Encryption encryption = Encryption::starttls;
  std::string user, password;  // both or neither

  // "the mail server smtp.example:587 (STARTTLS)", for logs and errors: without user and password.
  std::string describe() const;
};

// Errors (invalid) never quote the URL: any part of a broken one may be the password.
base::Result<Target> parse_mail_url(std::string_view url);

}  // namespace veza::mail
