#include "events/retries.h"

#include <algorithm>

namespace veza::events {

void Retries::load(const std::vector<table::Waiting>& stored) {
  for (const table::Waiting& event : stored) {
    if (waiting_.emplace(event.seq, event).second) by_aggregate_[event.aggregate].insert(event.seq);
  }
}

table::Waiting& Retries::add(const table::Stored& event) {
  const std::string aggregate = aggregate_of(event.event);
  auto [at, added] = waiting_.try_emplace(event.seq);
  if (added) {
    at->second = {event.seq, aggregate, 0, 0, event.event.aggregate_type, event.event.aggregate_id, ""};
    by_aggregate_[aggregate].insert(event.seq);
  }
  return at->second;
}

const table::Waiting& Retries::queue(const table::Stored& event) { return add(event); }

const table::Waiting& Retries::failed(const table::Stored& event, const std::string& error, int64_t next_at) {
  table::Waiting& waiting = add(event);
  ++waiting.attempts;
  waiting.next_at = next_at;
  waiting.last_error = error;
  return waiting;
}

void Retries::remove(int64_t seq, int64_t now) {
  const auto at = waiting_.find(seq);
  if (at == waiting_.end()) return;
  const auto aggregate = by_aggregate_.find(at->second.aggregate);
  waiting_.erase(at);
  aggregate->second.erase(seq);
  if (aggregate->second.empty()) {
    by_aggregate_.erase(aggregate);
    return;
  }
  auto& next = waiting_.at(*aggregate->second.begin());
  next.next_at = std::min(next.next_at, now);
}

std::vector<int64_t> Retries::due(int64_t now) const {
  std::vector<int64_t> found;
  for (const auto& [aggregate, events] : by_aggregate_) {
    if (waiting_.at(*events.begin()).next_at <= now) found.push_back(*events.begin());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<int64_t> Retries::next_at() const {
  std::optional<int64_t> next;
  for (const auto& [aggregate, events] : by_aggregate_) {
    const int64_t at = waiting_.at(*events.begin()).next_at;
    if (!next || at < *next) next = at;
  }
  return next;
}

const table::Waiting* Retries::find(int64_t seq) const {
  const auto at = waiting_.find(seq);
  return at == waiting_.end() ? nullptr : &at->second;
}

}  // namespace veza::events
