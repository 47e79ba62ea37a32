#include "rules/cursor.h"

#include <veza/id.hpp>
#include <veza/json.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr size_t max_size = 2048;

std::string base64url(std::string_view bytes) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const unsigned char byte : bytes) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) out += alphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) out += alphabet[bits << (6 - count) & 63];
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string out;
  uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = alphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> count & 255);
    }
  }
  return out;
}

bool is_by_number(std::string_view sort) {
  return sort.find("created_at") != std::string_view::npos || sort.find("tracks") != std::string_view::npos ||
         sort.find("year") != std::string_view::npos || sort == "album";
}

}  // namespace

std::string encode_cursor(std::string_view sort, const Cursor& cursor) {
  Json json = Json::array({sort, nullptr, cursor.id});
  std::visit([&](const auto& value) { json[1] = value; }, cursor.value);
  return base64url(to_text(json));
}

std::optional<Cursor> decode_cursor(std::string_view sort, std::string_view text) {
  if (text.size() > max_size) return std::nullopt;
  const auto bytes = from_base64url(text);
  if (!bytes) return std::nullopt;
  const Json json = parse_json(*bytes);
  if (!json.is_array() || json.size() != 3 || json[0] != sort || !json[2].is_string()) return std::nullopt;
  Cursor cursor;
  cursor.id = json[2].get<std::string>();
  // Genres have no ids: there it is the folded name that is sorted by.
  const bool by_name = sort == "name" || sort == "-tracks";
  if (!is_id(cursor.id) && !(by_name && !cursor.id.empty() && text_problem(cursor.id, 480).empty()))
    return std::nullopt;
  if (is_by_number(sort)) {
    if (!json[1].is_number_integer()) return std::nullopt;
    cursor.value = json[1].get<int64_t>();
  } else {
    if (!json[1].is_string()) return std::nullopt;
    cursor.value = json[1].get<std::string>();
  }
  // One spelling only: what decodes to the same thing by another way was not made here.
  if (encode_cursor(sort, cursor) != text) return std::nullopt;
  return cursor;
}

}  // namespace veza::library
