#include "observe/audit_mask.h"

#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/text.h"

namespace veza::observe {
namespace {

constexpr size_t max_state = 16U << 10;

bool names_a_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 12> words = {"code",      "codes",      "hash",        "key",
                                                             "keys",      "otp",        "salt",        "seed",
                                                             "signature", "credential", "credentials", "passphrase"};
  const std::string lower = base::lower_ascii(name);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return lower == word ||
           (lower.size() > word.size() && lower.ends_with(word) &&
            (lower[lower.size() - word.size() - 1] == '_' || lower[lower.size() - word.size() - 1] == '-'));
  });
}

base::Json mask(base::Json value) {
  if (value.is_object()) {
    for (auto& [name, member] : value.items()) {
      if (names_a_secret(name)) {
        member = "***";
      } else if (member.is_structured()) {
        member = mask(std::move(member));
      }
    }
  } else if (value.is_array()) {
    for (auto& member : value) member = mask(std::move(member));
  }
  return value;
}

}  // namespace

base::Json mask_audit(base::Json value) {
  if (!value.is_structured()) return value;
  return mask(base::mask_secrets(std::move(value)));
}

std::string audit_state(const base::Json& value) {
  if (value.is_null()) return {};
  std::string text = base::to_text(mask_audit(value));
  // What cannot be read back could not be verified.
  if (text.size() > max_state || !base::parse_json(text)) return R"({"truncated":true})";
  return text;
}

std::string audit_text(std::string_view text, size_t max) {
  if (text.size() > max) {
    size_t end = max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  std::string clean(text);
  std::replace(clean.begin(), clean.end(), '\0', ' ');
  if (base::is_utf8(clean)) return clean;
  return base::Json::parse(base::to_text(base::Json(clean))).get<std::string>();
}

}  // namespace veza::observe
