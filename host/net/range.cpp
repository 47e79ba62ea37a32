#include "net/range.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

constexpr size_t max_ranges = 16;

std::optional<uint64_t> number(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  // A number too large for any file is as good as the largest.
  return static_cast<uint64_t>(base::to_int(text).value_or(INT64_MAX));
}

enum class Spec { ok, unsatisfiable, malformed };

Spec read_spec(std::string_view text, uint64_t size, ByteRange& range) {
  const size_t dash = text.find('-');
  if (dash == std::string_view::npos) return Spec::malformed;
  const std::string_view before = text.substr(0, dash);
  const std::string_view after = text.substr(dash + 1);
  if (before.empty()) {
    const auto suffix = number(after);
    if (!suffix) return Spec::malformed;
    range.size = std::min(*suffix, size);
    range.first = size - range.size;
    return range.size == 0 ? Spec::unsatisfiable : Spec::ok;
  }
  const auto first = number(before);
  const auto last = after.empty() ? std::optional<uint64_t>(UINT64_MAX) : number(after);
  if (!first || !last || *last < *first) return Spec::malformed;
  if (*first >= size) return Spec::unsatisfiable;
  range = {*first, std::min(*last, size - 1) - *first + 1};
  return Spec::ok;
}

}  // namespace

RangeAnswer choose_ranges(std::string_view field, uint64_t size) {
  const size_t equals = field.find('=');
  if (equals == std::string_view::npos || !base::equal_no_case(field.substr(0, equals), "bytes")) return {};
  RangeAnswer answer;
  uint64_t total = 0;
  const auto specs = base::split(field.substr(equals + 1), ',');
  if (specs.size() > max_ranges) return {};
  for (const std::string_view spec : specs) {
    ByteRange range;
    const Spec outcome = read_spec(trim_ows(spec), size, range);
    if (outcome == Spec::malformed) return {};
    if (outcome == Spec::unsatisfiable) continue;
    total += range.size;
    answer.ranges.push_back(range);
  }
  if (total > size) return {};
  answer.kind = answer.ranges.empty() ? RangeAnswer::Kind::unsatisfiable : RangeAnswer::Kind::partial;
  return answer;
}

std::string content_range(const ByteRange& range, uint64_t size) {
  return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.size - 1) + "/" +
         std::to_string(size);
}

}  // namespace veza::net
