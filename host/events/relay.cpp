#include "events/relay.h"

#include <pthread.h>

#include <algorithm>

namespace veza::events {
namespace {

using base::Code;

constexpr int64_t pause_after_error_ms = 1'000;

}  // namespace

Relay::Relay(std::shared_ptr<const data::DatabaseAccess> database, OutboxOptions options, base::Log log,
             std::string owner, Hooks hooks)
    : database_(std::move(database)),
      options_(std::move(options)),
      log_(std::move(log)),
      owner_(std::move(owner)),
      hooks_(std::move(hooks)),
      thread_([this] { run(); }) {}

Relay::~Relay() {
  stopping_ = true;
  signal_.rouse();
  thread_.join();
}

void Relay::warn(const std::string& what, const base::Error& error) const {
  if (error.code != Code::cancelled) log_.warn(what, {{"error", error.message}});
}

void Relay::run() {
  pthread_setname_np(pthread_self(), "veza-relay");
  while (!stopping_) {
    const uint64_t seen = signal_.seen();
    if (!options_.single_node && std::chrono::steady_clock::now() >= next_renewal_) renew();
    place();
    if (!stopping_) signal_.wait(seen, std::max<int64_t>(options_.poll_ms, 1));
  }
}

void Relay::place() {
  auto found = table::incoming(*database_);
  if (found && found->waiting) {
    auto status = database_->write([](data::Transaction& tx) -> base::Status {
      // Not flushed by itself: when a crash takes this commit it takes no later one's, such as a consumer's place, and
      // the events are back among the incoming.
      if (auto relaxed = tx.query("SELECT set_config('synchronous_commit', 'off', true)", {}, nullptr); !relaxed) {
        return relaxed;
      }
      auto placed = table::collect(tx);
      return placed ? base::Status() : base::fail(placed.error());
    });
    if (status) {
      hooks_.arrived();
      return;
    }
    found = base::fail(status.error());
  }
  if (!found) {
    warn("events cannot be given their place", found.error());
    if (!stopping_) signal_.wait(signal_.seen(), pause_after_error_ms);
    return;
  }
  // Another host's relay placed some.
  if (std::exchange(newest_, found->newest) != found->newest) hooks_.arrived();
}

void Relay::renew() {
  next_renewal_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.lease_ms / 3);
  const int64_t now = options_.clock();
  std::vector<std::string> kept;
  auto status = database_->write([&](data::Transaction& tx) -> base::Status {
    auto names = table::keep_leases(tx, owner_, now + options_.lease_ms, now);
    if (!names) return base::fail(names.error());
    kept = std::move(*names);
    return {};
  });
  if (!status) return warn("the leases of consumers cannot be renewed", status.error());
  hooks_.renewed(kept, now + options_.lease_ms);
}

}  // namespace veza::events
