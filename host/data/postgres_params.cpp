#include "data/postgres_params.h"

#include <bit>
#include <charconv>

#include "data/postgres_types.h"

namespace veza::data {
namespace {

using base::Code;

// What one field may hold (manual, appendix K).
constexpr size_t longest_field = 1'000'000'000;

constexpr int as_text = 0;
constexpr int as_binary = 1;

template <class T>
std::string digits(T value) {
  std::array<char, 32> out{};
  const auto [end, error] = std::to_chars(out.data(), out.data() + out.size(), value);
  return {out.data(), end};
}

}  // namespace

base::Status PostgresParams::fill(Params values, const std::vector<Oid>& types) {
  values_.clear();
  lengths_.clear();
  formats_.clear();
  numbers_.clear();
  // Pointers into it are handed out below.
  numbers_.reserve(values.size());
  texts_.clear();
  for (size_t i = 0; i < values.size(); ++i) {
    const ValueView& value = values[i];
    if (value.text().size() > longest_field) {
      return base::fail(Code::too_large, "PostgreSQL cannot hold more than 1 GB in a field: parameter $" +
                                             std::to_string(i + 1) + " is longer");
    }
    switch (value.type()) {
      case Type::null:
        add(nullptr, 0, as_text);
        break;
      case Type::integer:
        add_integer(value.integer(), types[i]);
        break;
      case Type::real:
        add_real(value.real(), types[i]);
        break;
      case Type::text:
        if (types[i] != oid_bytea && value.text().find('\0') != std::string_view::npos) {
          return base::fail(Code::invalid, "PostgreSQL cannot hold a text with a NUL byte: parameter $" +
                                               std::to_string(i + 1) + " has one");
        }
        [[fallthrough]];
      case Type::blob:
        if (is_text(types[i]) || types[i] == oid_bytea) {
          add(value.text().empty() ? "" : value.text().data(), value.text().size(), as_binary);
        } else {
          add_text(value.string());
        }
        break;
    }
  }
  return {};
}

void PostgresParams::add(const char* bytes, size_t size, int format) {
  values_.push_back(bytes);
  lengths_.push_back(static_cast<int>(size));
  formats_.push_back(format);
}

void PostgresParams::add_integer(int64_t value, Oid type) {
  if (type == oid_float8) return add_real(static_cast<double>(value), type);
  // The boolean's text form takes 0 and 1 only; SQLite takes every number.
  if (type == oid_bool) return add_text(value != 0 ? "1" : "0");
  if (type != oid_int8) return add_text(digits(value));
  auto& bytes = numbers_.emplace_back();
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(static_cast<uint64_t>(value) >> (56 - 8 * i));
  add(bytes.data(), bytes.size(), as_binary);
}

void PostgresParams::add_real(double value, Oid type) {
  if (type != oid_float8) return add_text(digits(value));
  const auto bits = std::bit_cast<uint64_t>(value);
  auto& bytes = numbers_.emplace_back();
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(bits >> (56 - 8 * i));
  add(bytes.data(), bytes.size(), as_binary);
}

void PostgresParams::add_text(std::string text) {
  const auto& kept = texts_.emplace_back(std::move(text));
  add(kept.c_str(), kept.size(), as_text);
}

}  // namespace veza::data
