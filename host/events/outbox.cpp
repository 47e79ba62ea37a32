#include "events/outbox.h"

#include "base/id.h"
#include "events/subscribers.h"

namespace veza::events {
namespace {

using base::Code;

constexpr int64_t pruned_at_once = 1'000;

}  // namespace

class Outbox::Impl {
 public:
  Impl(data::Database& db, OutboxOptions options, base::Log log)
      : database(db), subscribers(std::make_shared<Subscribers>(db, std::move(options), std::move(log))) {}

  // Writes down where the running consumers are, and forgets those nobody has run for long.
  base::Status settle(data::Transaction& tx, int64_t forget_before_ms) const {
    if (auto placed = table::collect(tx); !placed) return base::fail(placed.error());
    const auto positions = subscribers->positions();
    for (const auto& [name, position] : positions) {
      if (auto status = table::advance(tx, name, position, subscribers->clock()()); !status) return status;
    }
    auto unseen = table::unseen(tx, forget_before_ms);
    if (!unseen) return base::fail(unseen.error());
    for (const std::string& name : *unseen) {
      if (positions.contains(name)) continue;
      if (auto status = table::forget_consumer(tx, name); !status) return status;
    }
    return {};
  }

  data::Database& database;
  std::shared_ptr<Subscribers> subscribers;
};

Outbox::Outbox(data::Database& database, OutboxOptions options, base::Log log)
    : impl_(std::make_shared<Impl>(database, std::move(options), std::move(log))) {}

Outbox::~Outbox() { stop(0); }

base::Result<std::string> Outbox::emit(data::Transaction& tx, Event event) {
  if (auto status = check_event(event); !status) return base::fail(status.error());
  if (event.event_id.empty()) event.event_id = base::new_id();
  if (event.timestamp_ms == 0) event.timestamp_ms = impl_->subscribers->clock()();
  event.version = type_version(event.event_type);
  if (auto status = table::insert(tx, event); !status) {
    return base::fail_while("emitting the event " + event.event_type, status.error());
  }
  tx.on_commit([weak = std::weak_ptr(impl_->subscribers)] {
    if (const auto subscribers = weak.lock()) subscribers->committed();
  });
  return std::move(event.event_id);
}

base::Status Outbox::subscribe(ConsumerSpec spec) { return impl_->subscribers->add(std::move(spec)); }

bool Outbox::unsubscribe(std::string_view name, int64_t wait_ms) {
  return impl_->subscribers->remove([&](const ConsumerSpec& spec) { return spec.name == name; }, wait_ms);
}

bool Outbox::unsubscribe_owner(std::string_view owner, int64_t wait_ms) {
  return impl_->subscribers->remove([&](const ConsumerSpec& spec) { return spec.owner == owner; }, wait_ms);
}

base::Status Outbox::forget(std::string_view name) {
  if (impl_->subscribers->has(name)) {
    return base::fail(Code::conflict, "the consumer " + std::string(name) + " is subscribed; unsubscribe it first");
  }
  return impl_->database.write([&](data::Transaction& tx) { return table::forget_consumer(tx, name); });
}

bool Outbox::stop(int64_t wait_ms) { return impl_->subscribers->stop(wait_ms); }
void Outbox::wake() { impl_->subscribers->rouse(); }

base::Result<std::vector<DeadLetter>> Outbox::dead_letters(size_t limit, std::string_view before) {
  return table::dead_letters(impl_->database, limit, before);
}

base::Status Outbox::replay(std::string_view dead_letter_id, const data::WriteBody& also) {
  return impl_->database.write([&](data::Transaction& tx) -> base::Status {
    auto consumer = table::revive(tx, dead_letter_id, impl_->subscribers->clock()());
    if (!consumer) return base::fail_while("replaying a dead letter", consumer.error());
    if (!*consumer) return base::fail(Code::not_found, "there is no dead letter " + std::string(dead_letter_id));
    tx.on_commit([weak = std::weak_ptr(impl_->subscribers), name = **consumer] {
      if (const auto subscribers = weak.lock()) subscribers->reload(name);
    });
    return also ? also(tx) : base::Status();
  });
}

base::Result<std::vector<ConsumerStatus>> Outbox::status() {
  auto found = table::status(impl_->database);
  if (!found) return base::fail(found.error());
  return found;
}

base::Result<int64_t> Outbox::prune(int64_t before_ms, int64_t forget_before_ms) {
  int64_t total = 0;
  for (;;) {
    int64_t pruned = 0;
    auto status = impl_->database.write([&](data::Transaction& tx) -> base::Status {
      if (auto settled = impl_->settle(tx, forget_before_ms); !settled) return settled;
      auto deleted = table::prune(tx, before_ms, pruned_at_once);
      if (!deleted) return base::fail(deleted.error());
      pruned = *deleted;
      return {};
    });
    if (!status) return base::fail_while("pruning the outbox", status.error());
    total += pruned;
    if (pruned < pruned_at_once) return total;
  }
}

}  // namespace veza::events
