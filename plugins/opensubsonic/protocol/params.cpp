#include "protocol/params.h"

#include <charconv>

#include "protocol/failure.h"
#include "protocol/utf8.h"

namespace veza::opensubsonic {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      const int high = i + 2 < text.size() ? hex(text[i + 1]) : -1, low = high >= 0 ? hex(text[i + 2]) : -1;
      if (low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  if (out.find('\0') != out.npos || !is_utf8(out)) return std::nullopt;
  return out;
}

}  // namespace

bool Params::read(std::string_view form) {
  while (!form.empty()) {
    const auto pair = form.substr(0, form.find('&'));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
    if (pair.empty()) continue;
    const size_t equals = std::min(pair.find('='), pair.size());
    auto name = decoded(pair.substr(0, equals));
    auto value = decoded(equals < pair.size() ? pair.substr(equals + 1) : std::string_view());
    if (!name || !value || all_.size() >= most) return false;
    all_.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

std::optional<std::string_view> Params::find(std::string_view name) const {
  for (const auto& [key, value] : all_) {
    if (key == name && !value.empty()) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Params::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : all_) {
    if (key == name) out.emplace_back(value);
  }
  return out;
}

std::string Params::text(std::string_view name, std::string_view otherwise) const {
  return std::string(find(name).value_or(otherwise));
}

std::string Params::require(std::string_view name) const {
  const auto found = find(name);
  if (!found) {
    throw Failure(Code::missing_parameter, "The parameter \"" + std::string(name) + "\" is required and missing.");
  }
  return std::string(*found);
}

int64_t Params::number(std::string_view name, int64_t otherwise, int64_t least, int64_t most_allowed) const {
  const auto found = find(name);
  if (!found) return otherwise;
  int64_t out = 0;
  const auto [end, error] = std::from_chars(found->data(), found->data() + found->size(), out);
  if (error != std::errc() || end != found->data() + found->size() || out < least || out > most_allowed) {
    throw Failure(Code::generic, "The parameter \"" + std::string(name) + "\" must be a whole number from " +
                                     std::to_string(least) + " to " + std::to_string(most_allowed) + ".");
  }
  return out;
}

int64_t Params::require_number(std::string_view name, int64_t least, int64_t most_allowed) const {
  require(name);
  return number(name, least, least, most_allowed);
}

bool Params::flag(std::string_view name, bool otherwise) const {
  const auto found = find(name);
  if (!found) return otherwise;
  if (*found == "true" || *found == "1") return true;
  if (*found == "false" || *found == "0") return false;
  throw Failure(Code::generic, "The parameter \"" + std::string(name) + "\" must be true or false.");
}

}  // namespace veza::opensubsonic
