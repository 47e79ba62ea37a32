#include "events/subscriber.h"

#include <algorithm>
#include <chrono>
#include <exception>

namespace veza::events {
namespace {

using base::Code;

// Other processes' commits rouse nobody here.
constexpr int64_t longest_sleep_ms = 10'000;
constexpr std::chrono::seconds reload_interval{5};
constexpr int64_t pause_after_error_ms = 1'000;
// A slow handler's progress is written down this often.
constexpr std::chrono::milliseconds flush_interval{500};
// Events of no interest are only skipped in memory; after so many the place is written down all the same.
constexpr int64_t skipped_at_most = 5'000;

}  // namespace

Subscriber::Subscriber(ConsumerSpec spec, std::shared_ptr<const data::DatabaseAccess> database, OutboxOptions options,
                       base::Log log, std::shared_ptr<Signal> signal, std::string owner, int64_t position)
    : spec_(std::move(spec)),
      database_(std::move(database)),
      options_(std::move(options)),
      log_(std::move(log)),
      signal_(std::move(signal)),
      owner_(std::move(owner)),
      settled_(position),
      position_(position),
      flushed_(position) {}

void Subscriber::run() {
  while (!stopping_) {
    const uint64_t seen = signal_->seen();
    const int64_t sleep = pass();
    if (!stopping_) signal_->wait(seen, sleep);
  }
  if (holding()) flush();
  give_back();
}

void Subscriber::renewed(int64_t until) {
  // Only prolonged: one that ran out or was lost meanwhile has to be taken anew, with its place.
  int64_t before = held_until_;
  if (options_.clock() < before) held_until_.compare_exchange_strong(before, until);
}

bool Subscriber::hold() {
  if (holding()) return true;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_try_) return false;
  next_try_ = now + std::chrono::milliseconds(options_.lease_ms / 5);
  const int64_t until = options_.clock() + options_.lease_ms;
  std::optional<int64_t> position;
  auto status = database_->write([&](data::Transaction& tx) -> base::Status {
    auto taken = table::take_lease(tx, spec_.name, owner_, until, options_.clock());
    if (!taken) return base::fail(taken.error());
    position = *taken;
    return {};
  });
  if (!status) {
    if (status.error().code != Code::cancelled) {
      log_.warn("a consumer's lease cannot be taken", {{"consumer", spec_.name}, {"error", status.error().message}});
    }
    return false;
  }
  if (!position) return false;
  start_over(*position);
  held_until_ = until;
  return true;
}

void Subscriber::give_back() {
  if (options_.single_node || held_until_ == 0) return;
  held_until_ = 0;
  auto status = database_->write([&](data::Transaction& tx) { return table::give_lease_back(tx, spec_.name, owner_); });
  if (!status && status.error().code != Code::cancelled) {
    log_.warn("a consumer's lease cannot be given back; it will run out",
              {{"consumer", spec_.name}, {"error", status.error().message}});
  }
}

void Subscriber::start_over(int64_t position) {
  position_ = position;
  flushed_ = position;
  settled_ = position;
  retries_ = {};
  changed_.clear();
  dropped_.clear();
  dead_.clear();
  delivered_ = false;
  reload_ = true;
}

int64_t Subscriber::pass() {
  if (!hold()) return std::max<int64_t>(options_.lease_ms / 5, 1);
  // `veza events replay` writes beside the server, as another host may.
  if (std::chrono::steady_clock::now() >= next_reload_) {
    next_reload_ = std::chrono::steady_clock::now() + reload_interval;
    reload_ = true;
  }
  if (something_to_flush() && !flush()) return pause_after_error_ms;
  if (reload_ && !load_waiting()) return pause_after_error_ms;
  auto flushed = std::chrono::steady_clock::now();
  for (;;) {
    if (!take_waiting() || retries_.size() >= options_.max_waiting) break;
    auto batch = table::read(*database_, position_, options_.batch);
    if (!batch) {
      log_.warn("the outbox cannot be read", {{"consumer", spec_.name}, {"error", batch.error().message}});
      return pause_after_error_ms;
    }
    for (const table::Stored& event : *batch) {
      if (stopping_ || !holding() || !take(event)) break;
      position_ = event.seq;
      if (std::chrono::steady_clock::now() - flushed < flush_interval) continue;
      if (!flush()) return pause_after_error_ms;
      flushed = std::chrono::steady_clock::now();
    }
    if (!flush()) return pause_after_error_ms;
    if (stopping_ || !holding() || batch->size() < options_.batch) break;
  }
  if (!flush()) return pause_after_error_ms;
  const auto next = retries_.next_at();
  return next ? std::clamp<int64_t>(*next - options_.clock(), 1, longest_sleep_ms) : longest_sleep_ms;
}

bool Subscriber::take(const table::Stored& event) {
  if (!matches(spec_.pattern, event.event.event_type)) return true;
  delivered_ = true;
  if (retries_.blocks(Retries::aggregate_of(event.event))) {
    retries_.queue(event);
    changed_.insert(event.seq);
    return true;
  }
  auto status = deliver(event.event);
  if (status) return true;
  if (stopping_ && status.error().code == Code::cancelled) return false;
  note_failure(event, status.error());
  return true;
}

bool Subscriber::take_waiting() {
  const int64_t now = options_.clock();
  // Taking one makes the next of its aggregate due.
  for (auto due = retries_.due(now); !due.empty(); due = retries_.due(now)) {
    for (const int64_t seq : due) {
      if (stopping_ || !holding()) return false;
      auto stored = table::read_one(*database_, seq);
      if (!stored) return false;
      if (*stored) {
        auto status = deliver((*stored)->event);
        if (!status && stopping_ && status.error().code == Code::cancelled) return false;
        if (!status) {
          note_failure(**stored, status.error());
          continue;
        }
      }
      retries_.remove(seq, now);
      changed_.erase(seq);
      dropped_.insert(seq);
    }
    if (!flush()) return false;
  }
  return true;
}

void Subscriber::note_failure(const table::Stored& event, const base::Error& error) {
  const int64_t now = options_.clock();
  const auto* before = retries_.find(event.seq);
  const int32_t attempts = (before ? before->attempts : 0) + 1;
  const data::Backoff backoff{options_.first_retry_ms, options_.longest_retry_ms};
  const auto& waiting = retries_.failed(event, error.message, now + data::retry_delay_ms(backoff, attempts));
  const base::Json fields = {
      {"consumer", spec_.name}, {"event_id", event.event.event_id}, {"event_type", event.event.event_type},
      {"attempt", attempts},    {"error", error.message},           {"request_id", event.event.correlation_id}};
  const bool away = error.code == Code::unavailable && now - event.event.timestamp_ms < options_.patience_ms;
  if (attempts < options_.max_attempts || away) {
    changed_.insert(event.seq);
    log_.warn("a consumer failed an event, which will be tried again", fields);
    return;
  }
  log_.error("a consumer failed an event for good; it is among the dead letters", fields);
  dead_.push_back(waiting);
  changed_.erase(event.seq);
  retries_.remove(event.seq, now);
}

base::Status Subscriber::deliver(const Event& event) {
  try {
    return spec_.run(event);
  } catch (const std::exception& error) {
    return base::fail(Code::internal, std::string("the consumer threw an exception: ") + error.what());
  } catch (...) {
    return base::fail(Code::internal, "the consumer threw something that is not a std::exception");
  }
}

bool Subscriber::load_waiting() {
  reload_ = false;
  auto stored = table::waiting(*database_, spec_.name);
  if (stored) {
    retries_.load(*stored);
    return true;
  }
  reload_ = true;
  log_.warn("waiting events cannot be read", {{"consumer", spec_.name}, {"error", stored.error().message}});
  return false;
}

bool Subscriber::something_to_flush() const {
  return delivered_ || !changed_.empty() || !dropped_.empty() || !dead_.empty() ||
         position_ - flushed_ >= skipped_at_most;
}

bool Subscriber::flush() {
  if (!something_to_flush()) {
    settled_ = position_;
    return true;
  }
  const int64_t now = options_.clock();
  bool lost = false;
  auto status = database_->write([&](data::Transaction& tx) -> base::Status {
    if (!options_.single_node) {
      auto kept = table::keep_lease(tx, spec_.name, owner_, now + options_.lease_ms);
      if (!kept) return base::fail(kept.error());
      lost = !*kept;
      if (lost) return base::fail(Code::conflict, "another host has taken the consumer over");
    }
    for (const int64_t seq : changed_) {
      if (auto done = table::store_waiting(tx, spec_.name, *retries_.find(seq)); !done) return done;
    }
    for (const int64_t seq : dropped_) {
      if (auto done = table::drop_waiting(tx, spec_.name, seq); !done) return done;
    }
    for (const table::Waiting& letter : dead_) {
      if (auto done = table::bury(tx, spec_.name, letter, now); !done) return done;
    }
    return table::advance(tx, spec_.name, position_, now);
  });
  if (!status) {
    if (status.error().code != Code::cancelled) {
      log_.warn("a consumer's place cannot be written down",
                {{"consumer", spec_.name}, {"error", status.error().message}});
    }
    if (lost) held_until_ = 0;
    return false;
  }
  if (!options_.single_node) held_until_ = now + options_.lease_ms;
  changed_.clear();
  dropped_.clear();
  dead_.clear();
  delivered_ = false;
  flushed_ = position_;
  settled_ = position_;
  return true;
}

}  // namespace veza::events
