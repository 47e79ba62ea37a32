#include "http/fields.h"

#include "base/id.h"
#include "base/text.h"

namespace veza::http {
namespace {

size_t code_points(std::string_view utf8) {
  return static_cast<size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

bool has_control_characters(std::string_view text, bool lines) {
  return std::any_of(text.begin(), text.end(), [lines](char c) {
    if (lines && (c == '\n' || c == '\r' || c == '\t')) return false;
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

// What is wrong with the text, or nothing.
std::optional<std::string> fault(std::string_view text, const TextRule& rule) {
  const size_t size = code_points(text);
  if (size < rule.min && size == 0) return "must not be empty";
  if (size < rule.min) return "must have at least " + std::to_string(rule.min) + " characters";
  if (size > rule.max) return "must have at most " + std::to_string(rule.max) + " characters";
  if (has_control_characters(text, rule.lines)) return "must not hold control characters";
  return std::nullopt;
}

std::string one_of(const std::vector<std::string>& choices) {
  std::string text = "must be one of";
  for (size_t i = 0; i < choices.size(); ++i) text.append(i == 0 ? " " : ", ").append(choices[i]);
  return text;
}

}  // namespace

std::optional<std::vector<std::string>> Fields::optional_texts(const std::string& name) {
  const base::Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) {
    add(name, "must be a list");
    return std::nullopt;
  }
  std::vector<std::string> out;
  for (size_t i = 0; i < value->size(); ++i) {
    if ((*value)[i].is_string())
      out.push_back((*value)[i]);
    else
      add(name + "[" + std::to_string(i) + "]", "must be text");
  }
  return out;
}

std::vector<std::string> Fields::texts(const std::string& name) {
  if (required(name) == nullptr) return {};
  return optional_texts(name).value_or(std::vector<std::string>{});
}

bool Fields::has(const std::string& name) const { return object_.is_object() && object_.contains(name); }
bool Fields::is_null(const std::string& name) const { return has(name) && object_[name].is_null(); }

const base::Json* Fields::present(const std::string& name) const {
  return has(name) && !object_[name].is_null() ? &object_[name] : nullptr;
}

const base::Json* Fields::required(const std::string& name) {
  const base::Json* value = present(name);
  if (value == nullptr) add(name, "is required");
  return value;
}

void Fields::add(std::string field, std::string problem) {
  problems_.push_back({std::move(field), std::move(problem)});
}

std::optional<std::string> Fields::optional_text(const std::string& name, const TextRule& rule) {
  const base::Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) {
    add(name, "must be a string");
    return std::nullopt;
  }
  const auto& whole = value->get_ref<const std::string&>();
  std::string text(rule.trim ? base::trim(whole) : std::string_view(whole));
  if (const auto problem = fault(text, rule)) {
    add(name, *problem);
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> Fields::optional_choice(const std::string& name, const std::vector<std::string>& choices) {
  const base::Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) {
    const auto& text = value->get_ref<const std::string&>();
    if (std::find(choices.begin(), choices.end(), text) != choices.end()) return text;
  }
  add(name, one_of(choices));
  return std::nullopt;
}

std::optional<int64_t> Fields::optional_integer(const std::string& name, const IntegerRule& rule) {
  const base::Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer() || (value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX)) {
    add(name, "must be an integer");
    return std::nullopt;
  }
  const auto number = value->get<int64_t>();
  if (number < rule.min) {
    add(name, "must be at least " + std::to_string(rule.min));
    return std::nullopt;
  }
  if (number > rule.max) {
    add(name, "must be at most " + std::to_string(rule.max));
    return std::nullopt;
  }
  return number;
}

std::optional<bool> Fields::optional_boolean(const std::string& name) {
  const base::Json* value = present(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  add(name, "must be true or false");
  return std::nullopt;
}

std::string Fields::text(const std::string& name, const TextRule& rule) {
  return required(name) != nullptr ? optional_text(name, rule).value_or("") : "";
}

std::string Fields::choice(const std::string& name, const std::vector<std::string>& choices) {
  return required(name) != nullptr ? optional_choice(name, choices).value_or("") : "";
}

int64_t Fields::integer(const std::string& name, const IntegerRule& rule) {
  return required(name) != nullptr ? optional_integer(name, rule).value_or(0) : 0;
}

bool Fields::boolean(const std::string& name) {
  return required(name) != nullptr && optional_boolean(name).value_or(false);
}

std::string Fields::id(const std::string& name) {
  const base::Json* value = required(name);
  if (value == nullptr) return "";
  if (value->is_string() && base::is_id(value->get_ref<const std::string&>())) return value->get<std::string>();
  add(name, "must be an id (a UUID)");
  return "";
}

std::optional<Problem> Fields::problem() const {
  if (ok()) return std::nullopt;
  const FieldProblem& first = problems_.front();
  std::string message = "Please check " + first.field + ": it " + first.problem;
  if (problems_.size() > 1) message.append(" (and ").append(std::to_string(problems_.size() - 1)).append(" more)");
  return Problem{422, "invalid_fields", message + ".", problems_};
}

}  // namespace veza::http
