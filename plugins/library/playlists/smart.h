// Smart playlists: rules that choose the tracks, as JSON:
//   {"match": "all"|"any", "rules": [rule or group, …], "order": "-created_at", "limit": 100}
// A rule is {"field", "operator", "value"}, a group {"match", "rules"} again. They are checked here and run as one SQL
// statement, whatever they say only as its parameters.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <veza/json.hpp>

#include "rules/changes.h"
#include "rules/visibility.h"

namespace veza::library {

inline constexpr size_t most_smart_rules = 50, deepest_smart_group = 4;
inline constexpr int64_t longest_smart_playlist = 500;

using SmartValue = std::variant<int64_t, double, bool, std::string>;

struct SmartRule {
  std::string field, op;
  std::vector<SmartValue> values;  // two for "between", otherwise one
};
struct SmartGroup {
  bool all = true;
  std::vector<std::variant<SmartRule, SmartGroup>> parts;
};
struct SmartRules {
  SmartGroup root;
  std::string order = "-created_at";
  int64_t limit = 100;
};

// Nothing, and at least one problem more, when the rules are not such. The fields and their operators:
//   title artist album genre tag   text    is is_not contains not_contains starts_with; case and accents do not matter
//   key                            text    is is_not ("Am", "F#")
//   year plays likes bpm duration  number  is is_not less_than greater_than between; duration in seconds
//   added                          date    before after ("2024-05-31"), in_last_days (1–36500)
//   liked mine                     boolean is; both of the playlist's owner
std::optional<SmartRules> parse_smart_rules(const Json& json, Problems& problems);
Json to_json(const SmartRules& rules);

struct SmartStatement {
  std::string sql;  // gives ids of tracks, in order
  std::vector<std::variant<int64_t, double, std::string>> values;
};

// The tracks that match and that `viewer` may have listed, as the list of tracks has them. `owner_id` is whose likes
// and tracks are meant; `now` in ms.
SmartStatement compile(const SmartRules& rules, const Viewer& viewer, const std::string& owner_id, int64_t now);

}  // namespace veza::library
