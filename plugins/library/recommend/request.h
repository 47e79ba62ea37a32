// What a query string may ask of recommendations. Plain values.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/listing.h"

namespace veza::library {

inline constexpr size_t most_seeds = 5;
// None of a radio's last tracks comes again.
inline constexpr size_t no_repeat = 50;

struct RecommendQuery {
  std::vector<std::string> seeds;  // ids of tracks, at most most_seeds; empty: what the viewer likes and hears
  std::vector<std::string> heard;  // ids of what was just heard, the last first, at most no_repeat
  size_t limit = 20;               // 1 to 50
};

// seed and heard are lists of ids with commas between; of a longer `heard` the first count. Everything wrong adds to
// `problems`.
RecommendQuery parse_recommend_query(const QueryValue& value, Problems& problems);

}  // namespace veza::library
