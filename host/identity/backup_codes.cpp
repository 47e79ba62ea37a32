#include "identity/backup_codes.h"

#include <array>

#include "base/crypto.h"

namespace veza::identity {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t length = 12;

}  // namespace

std::vector<std::string> make_backup_codes() {
  std::vector<std::string> codes;
  while (codes.size() < backup_code_count) {
    std::array<unsigned char, length> random{};
    base::random_bytes(random.data(), random.size());
    std::string code;
    for (size_t i = 0; i < length; ++i) {
      if (i > 0 && i % 4 == 0) code += '-';
      code += alphabet[random[i] & 31];
    }
    codes.push_back(std::move(code));
  }
  return codes;
}

std::optional<std::string> read_backup_code(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    char letter = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (letter == ' ' || letter == '-') continue;
    if (letter == 'o') letter = '0';
    if (letter == 'i' || letter == 'l') letter = '1';
    if (alphabet.find(letter) == std::string_view::npos || code.size() == length) return std::nullopt;
    code += letter;
  }
  if (code.size() != length) return std::nullopt;
  return code;
}

std::string backup_code_hash(std::string_view user_id, std::string_view code) {
  std::string both(user_id);
  return base::sha256_hex(both.append(":").append(code));
}

}  // namespace veza::identity
