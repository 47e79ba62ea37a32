#include "app/event_stream.h"

#include "base/json.h"

namespace veza::app {

base::Status stream_events(events::Outbox& outbox, kv::Store& store) {
  events::ConsumerSpec spec;
  spec.name = "host.event_stream";
  spec.pattern = "*";
  spec.owner = "host";
  spec.run = [&store](const events::Event& event) -> base::Status {
    auto added = store.stream_add(event_stream, base::to_text(events::to_json(event)), event_stream_length);
    if (!added) return base::fail_while("adding an event to the stream", added.error());
    return {};
  };
  return outbox.subscribe(std::move(spec));
}

}  // namespace veza::app
