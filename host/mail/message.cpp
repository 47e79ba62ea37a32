#include "mail/message.h"

#include <algorithm>

#include "base/text.h"
#include "mail/address.h"

namespace veza::mail {
namespace {

constexpr size_t longest_subject = 200;
constexpr size_t longest_body = 200U << 10;

tl::unexpected<base::Error> bad(const char* what) { return base::fail(base::Code::invalid, what); }

bool is_one_line(std::string_view text) {
  const bool plain =
      std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  // NEL and the separators of Unicode end lines for some readers.
  return plain && text.find("\xc2\x85") == text.npos && text.find("\xe2\x80\xa8") == text.npos &&
         text.find("\xe2\x80\xa9") == text.npos;
}

bool is_kind(std::string_view kind) {
  return !kind.empty() && kind.size() <= 60 &&
         kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == kind.npos;
}

}  // namespace

base::Status check(const Message& message) {
  if (address_problem(message.to)) return bad("a mail needs one e-mail address to go to");
  if (message.subject.empty() || message.subject.size() > longest_subject || !base::is_utf8(message.subject) ||
      !is_one_line(message.subject))
    return bad("a mail's subject is one line of 1 to 200 bytes of UTF-8 without control characters");
  if (message.text.empty()) return bad("a mail needs a text");
  if (message.text.size() > longest_body || message.html.size() > longest_body)
    return bad("a mail's text is at most 200 KiB");
  if (!base::is_utf8(message.text) || !base::is_utf8(message.html)) return bad("a mail's text must be UTF-8");
  if (!is_kind(message.kind)) return bad("a mail's kind is 1 to 60 of a-z, 0-9, '.', '_' and '-'");
  return {};
}

}  // namespace veza::mail
