// Without it valijson ends the process over a malformed schema.
#define VALIJSON_USE_EXCEPTIONS 1

#include "plugins/settings_schema.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "base/text.h"

namespace veza::plugins {
namespace {

using base::Code;
using base::Json;

// A "$ref" could name a file or a site, and recursion would let a manifest loop the validator.
bool has_reference(const Json& value) {
  if (value.is_object() && value.contains("$ref")) return true;
  return value.is_structured() && std::any_of(value.begin(), value.end(), has_reference);
}

// valijson throws on a malformed schema and reports a value's faults as a list.
base::Status validate(const Json& schema, const Json& value) {
  try {
    valijson::Schema compiled;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled);
    valijson::ValidationResults faults;
    if (valijson::Validator().validate(compiled, valijson::adapters::NlohmannJsonAdapter(value), &faults)) return {};
    valijson::ValidationResults::Error fault;
    return base::fail(Code::invalid, faults.popError(fault) ? fault.description : "is not valid");
  } catch (const std::exception& error) {
    return base::fail(Code::invalid, std::string("has a schema that cannot be read: ") + error.what());
  }
}

std::string type_of(const Json& property) {
  const auto type = property.find("type");
  return type != property.end() && type->is_string() ? type->get<std::string>() : std::string();
}

std::optional<Json> from_text(const std::string& type, const std::string& text) {
  if (type == "string") return Json(text);
  if (type == "boolean") {
    if (text == "true" || text == "yes" || text == "on" || text == "1") return Json(true);
    if (text == "false" || text == "no" || text == "off" || text == "0") return Json(false);
    return std::nullopt;
  }
  if (type == "integer") {
    const auto number = base::to_int(text);
    return number ? std::optional<Json>(*number) : std::nullopt;
  }
  if (type == "number") {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
    return whole ? std::optional<Json>(number) : std::nullopt;
  }
  if (type == "array" && (text.empty() || text.front() != '[')) {
    Json items = Json::array();
    for (const auto item : base::split(text, ',')) {
      if (!base::trim(item).empty()) items.push_back(std::string(base::trim(item)));
    }
    return items;
  }
  auto parsed = base::parse_json(text);
  return parsed ? std::optional<Json>(std::move(*parsed)) : std::nullopt;
}

// What a person should have written.
std::string expected(const Json& property) {
  const auto type = type_of(property);
  if (property.contains("enum")) return "one of " + base::to_text(property["enum"]);
  std::string text = type == "integer"   ? "a whole number"
                     : type == "number"  ? "a number"
                     : type == "boolean" ? "true or false"
                     : type == "array"   ? "a list"
                     : type == "object"  ? "a JSON object"
                                         : "a text";
  if (property.contains("minimum")) text += ", at least " + base::to_text(property["minimum"]);
  if (property.contains("maximum")) text += ", at most " + base::to_text(property["maximum"]);
  if (property.contains("pattern")) text += " matching " + base::to_text(property["pattern"]);
  return text;
}

const Json& properties_of(const Json& schema) {
  static const Json none = Json::object();
  const auto found = schema.find("properties");
  return found == schema.end() ? none : *found;
}

std::string fault(const std::string& key, const std::string& problem) {
  return "the setting \"" + key + "\" " + problem;
}

}  // namespace

base::Status check_schema(const Json& schema) {
  if (!schema.is_object() || type_of(schema) != "object") {
    return base::fail(Code::invalid, "must be a JSON Schema with \"type\": \"object\"");
  }
  if (has_reference(schema)) return base::fail(Code::invalid, "must not use \"$ref\"");
  if (!properties_of(schema).is_object()) return base::fail(Code::invalid, "must have an object as \"properties\"");
  for (const auto& [key, property] : properties_of(schema).items()) {
    if (key.empty() || key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      return base::fail(Code::invalid, "has a property \"" + key + "\"; names are lower-case letters, digits and _");
    }
    static const std::vector<std::string> types = {"string", "integer", "number", "boolean", "array", "object"};
    if (!property.is_object() || std::find(types.begin(), types.end(), type_of(property)) == types.end()) {
      return base::fail(Code::invalid,
                        "has a property \"" + key +
                            "\" without a \"type\" that is one of string, integer, number, boolean, array, object");
    }
    if (property.contains("default")) {
      if (auto status = validate(property, property["default"]); !status) {
        return base::fail(Code::invalid,
                          "has a default of \"" + key + "\" its own schema refuses: " + status.error().message);
      }
    }
  }
  // Compiles the whole, so that a malformed keyword is found when the manifest is read.
  try {
    valijson::Schema compiled;
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled);
  } catch (const std::exception& error) {
    return base::fail(Code::invalid, std::string("is not a JSON Schema: ") + error.what());
  }
  return {};
}

base::Result<Json> resolve_settings(const Json& schema, const Json& given) {
  const auto& properties = properties_of(schema);
  Json settings = Json::object();
  std::vector<std::string> known;
  for (const auto& [key, property] : properties.items()) {
    known.push_back(key);
    if (property.contains("default")) settings[key] = property["default"];
  }
  for (const auto& [raw, value] : given.items()) {
    const auto key = base::lower_ascii(raw);
    const auto property = properties.find(key);
    if (property == properties.end()) {
      const auto near = base::nearest(key, known);
      return base::fail(Code::invalid,
                        fault(raw, near.empty() ? "is not known" : "is not known; did you mean \"" + near + "\"?"));
    }
    auto typed =
        value.is_string() ? from_text(type_of(*property), value.get<std::string>()) : std::optional<Json>(value);
    if (!typed || !validate(*property, *typed))
      return base::fail(Code::invalid, fault(raw, "must be " + expected(*property)));
    settings[key] = std::move(*typed);
  }
  for (const auto& key : schema.value("required", Json::array())) {
    if (key.is_string() && !settings.contains(key.get<std::string>())) {
      return base::fail(Code::invalid, fault(key, "is required and has no value"));
    }
  }
  if (auto status = validate(schema, settings); !status)
    return base::fail(Code::invalid, "the settings together break their schema: " + status.error().message);
  return settings;
}

}  // namespace veza::plugins
