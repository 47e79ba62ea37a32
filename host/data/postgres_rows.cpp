#include "data/postgres_rows.h"

#include <bit>
#include <charconv>
#include <deque>

#include "data/postgres_types.h"

namespace veza::data {
namespace {

uint64_t big_endian(const char* bytes, int size) {
  uint64_t value = 0;
  for (int i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

template <class T>
T number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

ValueView numeric(std::string_view text) {
  int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc() && end == text.data() + text.size()) return whole;
  return number<double>(text);
}

std::string from_hex(std::string_view text) {
  if (text.starts_with("\\x")) text.remove_prefix(2);
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); };
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i + 1 < text.size(); i += 2) bytes += static_cast<char>(digit(text[i]) << 4 | digit(text[i + 1]));
  return bytes;
}

ValueView binary_column(Oid oid, const char* bytes, int size) {
  switch (oid) {
    case oid_bool:
      return *bytes != 0;
    case oid_int2:
      return static_cast<int16_t>(big_endian(bytes, 2));
    case oid_int4:
      return static_cast<int32_t>(big_endian(bytes, 4));
    case oid_int8:
      return static_cast<int64_t>(big_endian(bytes, 8));
    case oid_oid:
      return static_cast<int64_t>(big_endian(bytes, 4));
    case oid_float4:
      return static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(big_endian(bytes, 4))));
    case oid_float8:
      return std::bit_cast<double>(big_endian(bytes, 8));
    case oid_bytea:
      return BlobView{{bytes, static_cast<size_t>(size)}};
    case oid_void:
      return nullptr;
    default:
      return std::string_view(bytes, static_cast<size_t>(size));
  }
}

// `kept` takes what has to be converted.
ValueView text_column(Oid oid, std::string_view text, std::deque<std::string>& kept) {
  switch (oid) {
    case oid_bool:
      return text == "t";
    case oid_int2:
    case oid_int4:
    case oid_int8:
    case oid_oid:
      return number<int64_t>(text);
    case oid_float4:
    case oid_float8:
      return number<double>(text);
    case oid_numeric:
      return numeric(text);
    case oid_bytea:
      return BlobView{kept.emplace_back(from_hex(text))};
    case oid_void:
      return nullptr;
    default:
      return text;
  }
}

}  // namespace

base::Status PostgresRows::each(const RowCallback& callback) const {
  if (!callback) return {};
  const PGresult* result = result_.get();
  const int rows = PQntuples(result);
  const int count = PQnfields(result);
  std::vector<Oid> types(static_cast<size_t>(count));
  for (int c = 0; c < count; ++c) types[static_cast<size_t>(c)] = PQftype(result, c);
  // One format for all columns of a result.
  const bool binary = PQbinaryTuples(result) != 0;
  std::vector<ValueView> columns(types.size());
  std::deque<std::string> kept;
  for (int r = 0; r < rows; ++r) {
    kept.clear();
    for (int c = 0; c < count; ++c) {
      auto& column = columns[static_cast<size_t>(c)];
      const Oid type = types[static_cast<size_t>(c)];
      const char* bytes = PQgetvalue(result, r, c);
      const int size = PQgetlength(result, r, c);
      if (size == 0 && PQgetisnull(result, r, c) != 0) {
        column = nullptr;
      } else if (binary) {
        column = binary_column(type, bytes, size);
      } else {
        column = text_column(type, {bytes, static_cast<size_t>(size)}, kept);
      }
    }
    if (auto status = callback(RowView(columns)); !status) return status;
  }
  return {};
}

int64_t PostgresRows::changed() const {
  const std::string_view tag = PQcmdStatus(result_.get());
  if (!tag.starts_with("INSERT") && !tag.starts_with("UPDATE") && !tag.starts_with("DELETE") &&
      !tag.starts_with("MERGE")) {
    return 0;
  }
  return number<int64_t>(PQcmdTuples(result_.get()));
}

}  // namespace veza::data
