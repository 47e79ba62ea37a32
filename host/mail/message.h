// One mail to one person, as the parts of the program write it.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/error.h"
#include "data/database.h"

namespace veza::mail {

struct Message {
  std::string to;            // one address
  std::string subject;       // one line, at most 200 bytes
  std::string text;          // the body for every reader
  std::string html;          // the same for readers that show HTML; may be empty
  std::string kind;          // what it is about, for logs and figures: "password_reset"; [a-z0-9._-], at most 60 bytes
  int64_t expires_at = 0;    // epoch ms after which it is useless and no longer sent; 0: never
  std::string user_id = {};  // whom it is about: erased with the account while it waits; "": nobody the site knows
};

// Errors (invalid), a sentence without the content: no address, a subject that is empty, too long or of more than one
// line, no text, bodies over 200 KiB or not UTF-8. What passes cannot add a header (RFC 5322 section 2.2).
base::Status check(const Message& message);

// Queues a mail in the caller's transaction: it is sent after the commit, again and again for about an hour while the
// mail server is away. Errors: those of check() and the database's. An empty Post: the site sends no mail.
using Post = std::function<base::Status(data::Transaction&, const Message&)>;

}  // namespace veza::mail
