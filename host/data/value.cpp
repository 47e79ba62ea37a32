#include "data/value.h"

namespace veza::data {

ValueView::ValueView(const Value& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    *this = ValueView(*integer);
  } else if (const auto* real = std::get_if<double>(&value)) {
    *this = ValueView(*real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    *this = ValueView(*text);
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    *this = ValueView(*blob);
  }
}

int64_t ValueView::integer() const {
  if (type_ == Type::integer) return integer_;
  // Outside this range the conversion is undefined.
  if (type_ == Type::real && real_ > -9.2e18 && real_ < 9.2e18) return static_cast<int64_t>(real_);
  return 0;
}

double ValueView::real() const {
  if (type_ == Type::real) return real_;
  if (type_ == Type::integer) return static_cast<double>(integer_);
  return 0.0;
}

std::optional<int64_t> ValueView::optional_integer() const {
  if (is_null()) return std::nullopt;
  return integer();
}

std::optional<double> ValueView::optional_real() const {
  if (is_null()) return std::nullopt;
  return real();
}

std::optional<std::string> ValueView::optional_string() const {
  if (is_null()) return std::nullopt;
  return string();
}

Value ValueView::value() const {
  switch (type_) {
    case Type::null:
      break;
    case Type::integer:
      return integer_;
    case Type::real:
      return real_;
    case Type::text:
      return std::string(bytes_);
    case Type::blob:
      return Blob{std::string(bytes_)};
  }
  return {};
}

Row::Row(const RowView& row) {
  values_.reserve(row.size());
  for (const ValueView& column : row.columns()) values_.push_back(column.value());
}

}  // namespace veza::data
