#include <chrono>

#include "playlists/smart.h"
#include "playlists/smart_fields.h"
#include "playlists/visible.h"
#include "rules/listing.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr int64_t day_ms = 86'400'000;

int64_t start_of(const std::string& date) {
  using namespace std::chrono;
  const auto day = year(std::stoi(date.substr(0, 4))) / std::stoi(date.substr(5, 2)) / std::stoi(date.substr(8, 2));
  return duration_cast<milliseconds>(sys_days(day).time_since_epoch()).count();
}

class Compiler {
 public:
  Compiler(const std::string& owner_id, int64_t now) : owner_id_(owner_id), now_(now) {}

  template <class T>
  std::string add(T value) {
    out_.values.emplace_back(std::move(value));
    return "$" + std::to_string(out_.values.size());
  }

  std::string group(const SmartGroup& group) {
    std::string sql;
    for (const auto& part : group.parts) {
      if (!sql.empty()) sql += group.all ? " AND " : " OR ";
      const auto* inner = std::get_if<SmartGroup>(&part);
      sql += inner ? this->group(*inner) : rule(std::get<SmartRule>(part));
    }
    return "(" + sql + ")";
  }

  SmartStatement take(std::string sql) {
    out_.sql = std::move(sql);
    return std::move(out_);
  }

 private:
  std::string rule(const SmartRule& rule) {
    const SmartField& field = *smart_field(rule.field);
    const std::string column(field.column);
    switch (field.kind) {
      case SmartKind::boolean: {
        const std::string own = column + " = " + add(owner_id_);
        const std::string yes = field.exists.empty() ? own : exists(field, own);
        return std::get<bool>(rule.values[0]) ? yes : "NOT " + yes;
      }
      case SmartKind::date:
        return date(rule, column);
      case SmartKind::whole:
      case SmartKind::real:
        return number(rule, field, column);
      case SmartKind::exact: {
        const auto value = add(std::get<std::string>(rule.values[0]));
        if (rule.op == "is") return column + " = " + value;
        return "(" + column + " IS NULL OR " + column + " <> " + value + ")";
      }
      case SmartKind::text:
        break;
    }
    return text(rule, field, column);
  }

  static std::string exists(const SmartField& field, const std::string& condition) {
    return "EXISTS (" + std::string(field.exists) + " AND " + condition + ")";
  }

  std::string date(const SmartRule& rule, const std::string& column) {
    if (rule.op == "in_last_days") {
      return column + " >= " + add(int64_t{now_ - std::get<int64_t>(rule.values[0]) * day_ms});
    }
    const int64_t day = start_of(std::get<std::string>(rule.values[0]));
    return rule.op == "before" ? column + " < " + add(day) : column + " >= " + add(int64_t{day + day_ms});
  }

  std::string number(const SmartRule& rule, const SmartField& field, const std::string& column) {
    const auto value = [&](size_t i) {
      if (const auto* real = std::get_if<double>(&rule.values[i])) return add(double{*real});
      return add(int64_t{std::get<int64_t>(rule.values[i]) * field.scale});
    };
    if (rule.op == "less_than") return column + " < " + value(0);
    if (rule.op == "greater_than") return column + " > " + value(0);
    if (rule.op == "between") {
      const auto low = value(0);
      return "(" + column + " >= " + low + " AND " + column + " <= " + value(1) + ")";
    }
    if (field.scale != 1) {
      // A second is a span of the column's milliseconds.
      const auto from = value(0);
      const auto to = add(int64_t{(std::get<int64_t>(rule.values[0]) + 1) * field.scale});
      const std::string within = "(" + column + " >= " + from + " AND " + column + " < " + to + ")";
      return rule.op == "is" ? within : "(" + column + " IS NULL OR NOT " + within + ")";
    }
    if (rule.op == "is") return column + " = " + value(0);
    return "(" + column + " IS NULL OR " + column + " <> " + value(0) + ")";
  }

  std::string text(const SmartRule& rule, const SmartField& field, const std::string& column) {
    const std::string key = fold(std::get<std::string>(rule.values[0]));
    const bool negated = rule.op == "is_not" || rule.op == "not_contains";
    std::string condition;
    if (rule.op == "is" || rule.op == "is_not") {
      condition = column + " = " + add(std::string(key));
    } else {
      auto pattern = like_anywhere(key);
      if (rule.op == "starts_with") pattern.erase(0, 1);
      condition = column + " LIKE " + add(std::move(pattern)) + " ESCAPE '\\'";
    }
    if (!field.exists.empty()) condition = exists(field, condition);
    return negated ? "NOT (" + condition + ")" : condition;
  }

  SmartStatement out_;
  const std::string& owner_id_;
  int64_t now_;
};

}  // namespace

SmartStatement compile(const SmartRules& rules, const Viewer& viewer, const std::string& owner_id, int64_t now) {
  Compiler compiler(owner_id, now);
  const std::string seen = listed_tracks(viewer, [&](std::string value) { return compiler.add(std::move(value)); });
  const std::string matching = compiler.group(rules.root);
  return compiler.take("SELECT t.id FROM library_tracks t WHERE " + seen + " AND " + matching + " ORDER BY " +
                       std::string(smart_order(rules.order)->sql) + " LIMIT " + std::to_string(rules.limit));
}

}  // namespace veza::library
