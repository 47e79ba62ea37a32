// SQL values: what a parameter or a column is. Five types, the same for every engine: null, 64-bit integer (booleans
// and epoch milliseconds too), double, UTF-8 text, bytes.
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace veza::data {

enum class Type { null, integer, real, text, blob };

// Bytes that are not text, borrowed and owned.
struct BlobView {
  std::string_view bytes;
};
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

// A value that owns its bytes.
using Value = std::variant<std::monostate, int64_t, double, std::string, Blob>;

// A value that borrows them: a parameter for the time of a call, a column until the row callback returns.
//
// Reading is forgiving where that is safe and never throws: integer() of a real truncates, real() of an integer
// widens, every other mismatch (null included) gives 0, 0.0 or "".
class ValueView {
 public:
  ValueView() = default;
  ValueView(std::nullptr_t) {}
  ValueView(std::nullopt_t) {}
  template <std::integral T>
  ValueView(T value) : type_(Type::integer), integer_(static_cast<int64_t>(value)) {}
  ValueView(double value) : type_(Type::real), real_(value) {}
  ValueView(std::string_view text) : type_(Type::text), bytes_(text) {}
  ValueView(const std::string& text) : type_(Type::text), bytes_(text) {}
  ValueView(const char* text) : type_(Type::text), bytes_(text) {}
  ValueView(BlobView blob) : type_(Type::blob), bytes_(blob.bytes) {}
  ValueView(const Blob& blob) : type_(Type::blob), bytes_(blob.bytes) {}
  ValueView(const Value& value);
  template <class T>
  ValueView(const std::optional<T>& value) {
    if (value) *this = ValueView(*value);
  }

  Type type() const { return type_; }
  bool is_null() const { return type_ == Type::null; }
  int64_t integer() const;
  double real() const;
  bool boolean() const { return integer() != 0; }
  // The bytes of a text or blob, as they are.
  std::string_view text() const { return bytes_; }
  std::string string() const { return std::string(bytes_); }
  // Null → nothing.
  std::optional<int64_t> optional_integer() const;
  std::optional<double> optional_real() const;
  std::optional<std::string> optional_string() const;
  // A copy that owns its bytes.
  Value value() const;

 private:
  Type type_ = Type::null;
  union {
    int64_t integer_ = 0;
    double real_;
  };
  std::string_view bytes_;
};

// The parameters of one statement, $1 first: `{id, now, nullptr}`. Borrowed until the call returns.
class Params {
 public:
  Params() = default;
  Params(std::initializer_list<ValueView> values) {
    data_ = values.begin();
    size_ = values.size();
  }
  Params(std::span<const ValueView> values) : data_(values.data()), size_(values.size()) {}
  Params(const std::vector<ValueView>& values) : data_(values.data()), size_(values.size()) {}
  size_t size() const { return size_; }
  const ValueView& operator[](size_t i) const { return data_[i]; }

 private:
  const ValueView* data_ = nullptr;
  size_t size_ = 0;
};

// A row inside a callback. A column past the end reads as null.
class RowView {
 public:
  explicit RowView(std::span<const ValueView> columns) : columns_(columns) {}
  size_t size() const { return columns_.size(); }
  ValueView operator[](size_t i) const { return i < columns_.size() ? columns_[i] : ValueView(); }
  std::span<const ValueView> columns() const { return columns_; }
  bool is_null(size_t i) const { return (*this)[i].is_null(); }
  int64_t integer(size_t i) const { return (*this)[i].integer(); }
  double real(size_t i) const { return (*this)[i].real(); }
  std::string_view text(size_t i) const { return (*this)[i].text(); }
  std::optional<std::string> maybe_text(size_t i) const { return (*this)[i].optional_string(); }

 private:
  std::span<const ValueView> columns_;
};

// A row to keep.
class Row {
 public:
  Row() = default;
  explicit Row(const RowView& row);
  size_t size() const { return values_.size(); }
  ValueView operator[](size_t i) const { return i < values_.size() ? ValueView(values_[i]) : ValueView(); }

 private:
  std::vector<Value> values_;
};

}  // namespace veza::data
