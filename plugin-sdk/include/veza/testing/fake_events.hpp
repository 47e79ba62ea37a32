// veza.events/1: emitted events are kept for the test to look at, and delivered when it says so.
#pragma once
#include <map>

#include "veza/events.hpp"
#include "veza/testing/fake_db.hpp"

namespace veza::testing {

class FakeEvents {
 public:
  FakeEvents() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.emit = [](void* ctx, veza_tx* tx, const veza_event* event) noexcept {
      auto* events = static_cast<FakeEvents*>(ctx);
      return contained([&]() -> veza_status {
        Event made{detail::copy(event->event_type),
                   detail::copy(event->aggregate_type),
                   detail::copy(event->aggregate_id),
                   Json::parse(detail::view(event->data)),
                   detail::copy(event->correlation_id),
                   "event-" + std::to_string(++events->made_),
                   1'700'000'000'000};
        if (made.type.empty()) return fail(VEZA_E_INVALID, "the event has no type");
        FakeTx::from(tx).on_commit.push_back([events, made] {
          events->emitted.push_back(made);
          events->waiting_.push_back(made);
        });
        return VEZA_OK;
      });
    };
    table_.subscribe = [](void* ctx, veza_str name, veza_str pattern, veza_event_handler handler, void* self) noexcept {
      auto* events = static_cast<FakeEvents*>(ctx);
      return contained([&]() -> veza_status {
        const bool added =
            events->consumers_.emplace(detail::copy(name), Consumer{detail::copy(pattern), handler, self}).second;
        return added ? VEZA_OK : fail(VEZA_E_CONFLICT, "the plugin has a consumer of that name");
      });
    };
  }

  const veza_events_v1* table() const { return &table_; }

  // Every event that was committed, oldest first.
  std::vector<Event> emitted;

  // Hands an event, of another plugin say, to the consumers; throws what a consumer failed with.
  void deliver(const Event& event) {
    const std::string data = to_text(event.data);
    veza_event out{};
    out.struct_size = sizeof out;
    out.event_id = detail::abi(event.id);
    out.event_type = detail::abi(event.type);
    out.aggregate_type = detail::abi(event.aggregate_type);
    out.aggregate_id = detail::abi(event.aggregate_id);
    out.data = detail::abi(data);
    out.correlation_id = detail::abi(event.correlation_id);
    out.timestamp_ms = event.timestamp_ms;
    for (const auto& [name, consumer] : consumers_) {
      if (matches(consumer.pattern, event.type)) check(consumer.handler(consumer.self, &out));
    }
  }

  // Delivers what was emitted and not delivered yet.
  void deliver_emitted() {
    while (!waiting_.empty()) {
      const Event event = waiting_.front();
      waiting_.erase(waiting_.begin());
      deliver(event);
    }
  }

 private:
  struct Consumer {
    std::string pattern;
    veza_event_handler handler;
    void* self;
  };
  static bool matches(const std::string& pattern, const std::string& type) {
    if (!pattern.ends_with('*')) return pattern == type;
    return type.starts_with(pattern.substr(0, pattern.size() - 1));
  }

  std::map<std::string, Consumer> consumers_;
  std::vector<Event> waiting_;
  int made_ = 0;
  veza_events_v1 table_{};
};

}  // namespace veza::testing
