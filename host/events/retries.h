// Which events a consumer has failed, and which wait behind them: the rule, without I/O or clock.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "data/backoff.h"
#include "events/table.h"

namespace veza::events {

// Of one aggregate only the oldest waiting event is ever due; the others wait behind it, so that order is kept.
class Retries {
 public:
  // Adds what was stored; events known already stay as they are.
  void load(const std::vector<table::Waiting>& stored);

  size_t size() const { return waiting_.size(); }
  bool blocks(const std::string& aggregate) const { return by_aggregate_.contains(aggregate); }

  // A new event of an aggregate that waits. Due once it is the oldest.
  const table::Waiting& queue(const table::Stored& event);
  // A new event failed for the first time, or a waiting one again.
  const table::Waiting& failed(const table::Stored& event, const std::string& error, int64_t next_at);
  // Taken, or dead: it no longer waits, and the next of its aggregate is due from `now`.
  void remove(int64_t seq, int64_t now);

  // The oldest events of their aggregates that are due.
  std::vector<int64_t> due(int64_t now) const;
  std::optional<int64_t> next_at() const;
  const table::Waiting* find(int64_t seq) const;

  static std::string aggregate_of(const Event& event) { return event.aggregate_type + '\0' + event.aggregate_id; }

 private:
  table::Waiting& add(const table::Stored& event);

  std::map<int64_t, table::Waiting> waiting_;
  std::map<std::string, std::set<int64_t>> by_aggregate_;
};

}  // namespace veza::events
