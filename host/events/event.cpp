#include "events/event.h"

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"

namespace veza::events {
namespace {

using base::Code;

constexpr size_t longest_id = 200;
constexpr size_t longest_data = 1U << 20;

bool is_word(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

base::Status check_id(std::string_view what, const std::string& id, bool required) {
  if (required && id.empty()) return base::fail(Code::invalid, "an event needs " + std::string(what));
  if (id.size() <= longest_id && base::is_utf8(id)) return {};
  return base::fail(Code::invalid, "an event's " + std::string(what) + " is UTF-8 of at most 200 bytes");
}

}  // namespace

int32_t type_version(std::string_view event_type) {
  const size_t dot = event_type.rfind('.');
  if (dot == std::string_view::npos || event_type.substr(dot + 1, 1) != "v") return 0;
  const auto number = base::to_int(event_type.substr(dot + 2));
  return number && *number >= 1 && *number <= 9999 ? static_cast<int32_t>(*number) : 0;
}

base::Status check_event(const Event& event) {
  const auto words = base::split(event.event_type, '.');
  if (event.event_type.size() > longest_id || words.size() != 4 || !std::all_of(words.begin(), words.end(), is_word) ||
      type_version(event.event_type) == 0) {
    return base::fail(Code::invalid, "the event type \"" + event.event_type.substr(0, 80) +
                                         "\" is not of the form domain.entity.action.v1");
  }
  if (auto status = check_id("aggregate_type", event.aggregate_type, true); !status) return status;
  if (auto status = check_id("aggregate_id", event.aggregate_id, true); !status) return status;
  if (auto status = check_id("event_id", event.event_id, false); !status) return status;
  if (auto status = check_id("correlation_id", event.correlation_id, false); !status) return status;
  if (auto status = check_id("causation_id", event.causation_id, false); !status) return status;
  if (event.data.size() > longest_data) {
    return base::fail(Code::too_large, "the data of " + event.event_type + " is over 1 MiB");
  }
  auto data = base::parse_json(event.data);
  if (!data) return base::fail_while("reading the data of " + event.event_type, data.error());
  if (!data->is_object()) return base::fail(Code::invalid, "the data of " + event.event_type + " is not a JSON object");
  return {};
}

base::Status check_pattern(std::string_view pattern) {
  const auto words = base::split(pattern, '.');
  const bool fine = std::all_of(words.begin(), words.end(), [](auto word) { return word == "*" || is_word(word); });
  if (fine && pattern.size() <= longest_id) return {};
  return base::fail(Code::invalid, "the event pattern \"" + std::string(pattern.substr(0, 80)) +
                                       "\" is not words of [a-z0-9_-] or \"*\", joined by '.'");
}

bool matches(std::string_view pattern, std::string_view event_type) {
  for (;;) {
    const size_t end = pattern.find('.');
    const size_t type_end = event_type.find('.');
    const std::string_view word = pattern.substr(0, end);
    const bool last = end == std::string_view::npos;
    if (word == "*" && last) return !event_type.empty();
    if (word != "*" && word != event_type.substr(0, type_end)) return false;
    if (last || type_end == std::string_view::npos) return last && type_end == std::string_view::npos;
    pattern.remove_prefix(end + 1);
    event_type.remove_prefix(type_end + 1);
  }
}

base::Json to_json(const Event& event) {
  auto data = base::parse_json(event.data);
  return {{"event_id", event.event_id},
          {"event_type", event.event_type},
          {"aggregate_id", event.aggregate_id},
          {"aggregate_type", event.aggregate_type},
          {"timestamp", base::rfc3339(event.timestamp_ms)},
          {"version", event.version},
          {"data", data ? *std::move(data) : base::Json::object()},
          {"metadata", {{"correlation_id", event.correlation_id}, {"causation_id", event.causation_id}}}};
}

}  // namespace veza::events
