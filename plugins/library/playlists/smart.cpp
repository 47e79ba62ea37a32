#include "playlists/smart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "playlists/smart_fields.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr size_t max_value = 200;

// "2024-05-31" with a day that exists in some month.
bool is_date(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  const int month = std::stoi(text.substr(5, 2)), day = std::stoi(text.substr(8, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

class Parser {
 public:
  explicit Parser(Problems& problems) : problems_(problems) {}

  void group(const Json& json, const std::string& at, size_t depth, SmartGroup& out) {
    if (depth > deepest_smart_group) return problem(at, "is a group inside too many groups; four deep is the most");
    const auto match = json.find("match");
    if (match == json.end() || (*match != "all" && *match != "any")) {
      problem(at + ".match", "must be \"all\" or \"any\"");
    } else {
      out.all = *match == "all";
    }
    const auto rules = json.find("rules");
    if (rules == json.end() || !rules->is_array() || rules->empty()) {
      return problem(at + ".rules", "must be a list with at least one rule");
    }
    for (size_t i = 0; i < rules->size(); ++i) {
      if (++count_ > most_smart_rules) return problem("rules", "are more than 50 rules and groups");
      const Json& each = (*rules)[i];
      const std::string here = at + ".rules." + std::to_string(i);
      if (!each.is_object()) {
        problem(here, "must be a rule or a group");
      } else if (each.contains("rules")) {
        SmartGroup inner;
        unknown(each, here, {"match", "rules"});
        group(each, here, depth + 1, inner);
        out.parts.emplace_back(std::move(inner));
      } else if (auto one = rule(each, here)) {
        out.parts.emplace_back(std::move(*one));
      }
    }
  }

  void unknown(const Json& json, const std::string& at, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : json.items()) {
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        problem(at + "." + clean_text(name, 60), "is not known here");
      }
    }
  }

  void problem(const std::string& at, const std::string& what) { problems_.push_back({at, what}); }

 private:
  std::optional<SmartRule> rule(const Json& json, const std::string& at) {
    unknown(json, at, {"field", "operator", "value"});
    const auto text = [&](const char* name) {
      const auto found = json.find(name);
      return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    SmartRule out{text("field"), text("operator"), {}};
    const SmartField* field = smart_field(out.field);
    if (!field) {
      problem(at + ".field", "is not one of " + smart_field_names());
      return std::nullopt;
    }
    const auto operators = smart_operators(field->kind);
    if (std::find(operators.begin(), operators.end(), out.op) == operators.end()) {
      std::string names;
      for (const auto each : operators) names += (names.empty() ? "" : ", ") + std::string(each);
      problem(at + ".operator", "of " + out.field + " must be one of " + names);
      return std::nullopt;
    }
    const auto given = json.find("value");
    const Json value = given == json.end() ? Json() : *given;
    if (out.op == "between") {
      if (!value.is_array() || value.size() != 2) {
        problem(at + ".value", "must be two numbers");
        return std::nullopt;
      }
      for (const Json& each : value) {
        if (!add(*field, out, each, at)) return std::nullopt;
      }
      return out;
    }
    return add(*field, out, value, at) ? std::optional(std::move(out)) : std::nullopt;
  }

  bool add(const SmartField& field, SmartRule& rule, const Json& value, const std::string& at) {
    const std::string why = read(field, rule, value);
    if (!why.empty()) problem(at + ".value", why);
    return why.empty();
  }

  static std::string read(const SmartField& field, SmartRule& rule, const Json& value) {
    switch (field.kind) {
      case SmartKind::boolean:
        if (!value.is_boolean()) return "must be true or false";
        rule.values.emplace_back(value.get<bool>());
        return "";
      case SmartKind::date:
        if (rule.op == "in_last_days") {
          if (!value.is_number_integer() || value < 1 || value > 36500) return "must be a number of days, 1 to 36500";
          rule.values.emplace_back(value.get<int64_t>());
          return "";
        }
        if (!value.is_string() || !is_date(value.get<std::string>())) return "must be a day such as 2024-05-31";
        rule.values.emplace_back(value.get<std::string>());
        return "";
      case SmartKind::whole:
      case SmartKind::real: {
        if (!value.is_number()) return "must be a number";
        const double number = value.get<double>();
        if (!std::isfinite(number) || number < 0 || number > 1e12) return "must be a number from 0 to 10^12";
        if (field.kind == SmartKind::whole) {
          if (std::floor(number) != number) return "must be a whole number";
          rule.values.emplace_back(static_cast<int64_t>(number));
        } else {
          rule.values.emplace_back(number);
        }
        return "";
      }
      case SmartKind::text:
      case SmartKind::exact:
        break;
    }
    if (!value.is_string()) return "must be text";
    const auto& text = value.get_ref<const std::string&>();
    if (auto why = text_problem(text, max_value); !why.empty()) return why;
    if (fold(clean_text(text, max_value)).empty()) return "must not be empty";
    rule.values.emplace_back(clean_text(text, max_value));
    return "";
  }

  Problems& problems_;
  size_t count_ = 0;
};

Json group_json(const SmartGroup& group) {
  Json rules = Json::array();
  for (const auto& part : group.parts) {
    if (const auto* inner = std::get_if<SmartGroup>(&part)) {
      rules.push_back(group_json(*inner));
      continue;
    }
    const auto& rule = std::get<SmartRule>(part);
    Json values = Json::array();
    for (const auto& value : rule.values) {
      values.push_back(std::visit([](const auto& v) { return Json(v); }, value));
    }
    rules.push_back(
        {{"field", rule.field}, {"operator", rule.op}, {"value", rule.op == "between" ? values : values[0]}});
  }
  return {{"match", group.all ? "all" : "any"}, {"rules", std::move(rules)}};
}

}  // namespace

std::optional<SmartRules> parse_smart_rules(const Json& json, Problems& problems) {
  const size_t before = problems.size();
  Parser parser(problems);
  SmartRules out;
  if (!json.is_object()) {
    parser.problem("rules", "must be an object with match and rules");
    return std::nullopt;
  }
  parser.unknown(json, "rules", {"match", "rules", "order", "limit"});
  if (const auto order = json.find("order"); order != json.end()) {
    if (order->is_string() && smart_order(order->get<std::string>())) {
      out.order = order->get<std::string>();
    } else {
      parser.problem("rules.order", "must be one of " + smart_order_names());
    }
  }
  if (const auto limit = json.find("limit"); limit != json.end()) {
    if (limit->is_number_integer() && *limit >= 1 && *limit <= longest_smart_playlist) {
      out.limit = limit->get<int64_t>();
    } else {
      parser.problem("rules.limit", "must be a number from 1 to 500");
    }
  }
  parser.group(json, "rules", 1, out.root);
  if (problems.size() != before) return std::nullopt;
  return out;
}

Json to_json(const SmartRules& rules) {
  Json out = group_json(rules.root);
  out["order"] = rules.order;
  out["limit"] = rules.limit;
  return out;
}

}  // namespace veza::library
