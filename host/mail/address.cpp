#include "mail/address.h"

#include <algorithm>

#include "base/text.h"

namespace veza::mail {
namespace {

bool is_alnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alnum(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80; });
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// U+0080 to U+009F: control characters of ISO 6429, among them a next-line.
bool has_c1_control(std::string_view text) {
  for (size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '\xc2' && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> address_problem(std::string_view address) {
  constexpr const char* problem = "must be an e-mail address such as name@example.org";
  if (address.size() > 254 || !base::is_utf8(address) || has_c1_control(address)) return problem;
  const size_t at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || address.find('@', at + 1) != std::string_view::npos)
    return problem;
  const std::string_view local = address.substr(0, at);
  constexpr std::string_view forbidden = " \"(),:;<>[\\]";
  if (std::any_of(local.begin(), local.end(),
                  [&](char c) { return is_control(c) || forbidden.find(c) != std::string_view::npos; }))
    return problem;
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return problem;
  const auto labels = base::split(address.substr(at + 1), '.');
  if (labels.size() < 2 && !base::equal_no_case(address.substr(at + 1), "localhost")) return problem;
  if (!std::all_of(labels.begin(), labels.end(), is_label)) return problem;
  return std::nullopt;
}

std::string Mailbox::domain() const { return address.substr(address.find('@') + 1); }

base::Result<Mailbox> parse_mailbox(std::string_view text) {
  text = base::trim(text);
  Mailbox box;
  if (text.ends_with('>')) {
    const size_t open = text.find('<');
    if (open == std::string_view::npos) return base::fail(base::Code::invalid, "there is a '>' without a '<'");
    std::string_view name = base::trim(text.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    const bool plain = std::none_of(name.begin(), name.end(), [](char c) { return is_control(c) || c == '>'; });
    if (!plain || !base::is_utf8(name) || has_c1_control(name) || name.size() > 100)
      return base::fail(base::Code::invalid, "the name before the address is too long or holds control characters");
    box.name = name;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  if (address_problem(text))
    return base::fail(base::Code::invalid,
                      "it is no e-mail address; write name@example.org or Name <name@example.org>");
  box.address = text;
  return box;
}

}  // namespace veza::mail
