// What people type and mail carries: no address that is accepted, and no subject however it is written, ends a line of
// a header or of the dialogue with a mail server.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "mail/address.h"
#include "mail/encoded_word.h"
#include "mail/mail_url.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void look_at_address(std::string_view address) {
  expect(address.size() <= 254 && address.find('@') != address.npos);
  for (const char c : address)
    expect(static_cast<unsigned char>(c) > ' ' && c != 0x7f && c != '<' && c != '>' && c != ',');
}

// Every line but the first begins with a blank and says something; no line ends in any other way than CRLF.
void look_at_header(const std::string& text) {
  for (size_t at = 0; (at = text.find_first_of("\r\n", at)) != text.npos; at += 3) {
    expect(text.compare(at, 3, "\r\n ") == 0);
    const size_t end = text.find('\r', at + 2);
    expect(text.find_first_not_of(' ', at + 2) < std::min(end, text.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!veza::mail::address_problem(text)) look_at_address(text);
  if (const auto box = veza::mail::parse_mailbox(text)) {
    look_at_address(box->address);
    expect(box->name.find_first_of("\r\n<>") == std::string::npos);
  }
  if (const auto target = veza::mail::parse_mail_url(text); target && target->folder.empty())
    expect((target->host + target->user + target->password).find_first_of("\r\n") == std::string::npos);
  // check() lets no control characters come so far.
  if (size > 0 && size <= 200 && veza::base::is_utf8(text) &&
      text.find_first_of(std::string_view("\0\x01\x02\x03\x04\x05\x06\x07\b\t\n\v\f\r", 14)) == text.npos)
    look_at_header(veza::mail::header_text(text, 9));
  return 0;
}
