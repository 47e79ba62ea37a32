// The site's events as a Redis stream, for programs outside: a search index, a bot, a data warehouse.
//
// The outbox stays what delivers events to plugins; this is one more of its consumers, so the stream gets every event
// at least once (compare event_id), those of an aggregate in order, and what could not be added while Redis was away
// comes later, or ends among the dead letters. A program reads with a consumer group of its own (XGROUP, XREADGROUP).
#pragma once
#include "events/outbox.h"
#include "kv/store.h"

namespace veza::app {

// Under the store's prefix: "veza:s:events" in Redis.
inline constexpr std::string_view event_stream = "events";
inline constexpr uint64_t event_stream_length = 100'000;  // older ones leave the stream, not the outbox

// From now on each event is a message of the stream: the JSON of the contract. The store outlives the outbox's stop().
base::Status stream_events(events::Outbox& outbox, kv::Store& store);

}  // namespace veza::app
