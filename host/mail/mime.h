// A mail as it travels: RFC 5322 with the two bodies of MIME (RFC 2046 section 5.1.4).
#pragma once
#include <cstdint>
#include <string>

#include "base/error.h"
#include "mail/address.h"
#include "mail/message.h"

namespace veza::mail {

// The whole text, lines ended by CRLF. `id` becomes the Message-ID with the sender's domain, so that a mail sent twice
// is shown once; `now_ms` the date. Errors: those of check().
base::Result<std::string> render(const Message& message, const Mailbox& from, const std::string& id, int64_t now_ms);

}  // namespace veza::mail
