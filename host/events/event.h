// Events: what happened, in the form of contract.md "Events". Plain values and functions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace veza::events {

struct Event {
  std::string event_id = {};    // UUIDv7; "" when emitting: made by the outbox
  std::string event_type = {};  // {domain}.{entity}.{action}.v1
  std::string aggregate_type = {};
  std::string aggregate_id = {};
  int64_t timestamp_ms = 0;         // 0 when emitting: now
  int32_t version = 1;              // the N of the type's .vN; set by the outbox
  std::string data = "{}";          // a JSON object
  std::string correlation_id = {};  // the request that began it all, or ""
  std::string causation_id = {};    // the event or job that led to this one, or ""
};

// Errors (invalid): a type that is not four dot-separated words of [a-z0-9_-] ending in vN, no aggregate, data that
// is not a JSON object, ids over 200 bytes.
base::Status check_event(const Event& event);

// The N of ".vN"; 0 when the type has none.
int32_t type_version(std::string_view event_type);

// A pattern is words joined by '.'; "*" stands for one word, or as the last one for one or more: "library.track.*.v1",
// "library.*", "*".
base::Status check_pattern(std::string_view pattern);
bool matches(std::string_view pattern, std::string_view event_type);

// {event_id, event_type, aggregate_id, aggregate_type, timestamp (RFC 3339), version, data, metadata{…}}.
base::Json to_json(const Event& event);

}  // namespace veza::events
