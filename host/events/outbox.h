// The outbox: events are rows of the transaction that caused them, and reach each durable consumer afterwards.
//
// Each consumer sees each event that matches its pattern at least once, and those of one aggregate in the order of
// their commits. A failed event is tried again with growing delay; meanwhile later events of its aggregate
// wait, those of others go on. After `max_attempts` it becomes a row of `dead_letters` and its aggregate goes on; an
// event that only failed since something was away (`unavailable`) is tried for a day.
// What a consumer has seen is written down once a batch, so after a crash some events come twice: be idempotent by
// event_id.
//
// Threads: one for each consumer. A commit that emits wakes them; nothing is polled quickly. On PostgreSQL, one more:
// the relay.
//
// Order on PostgreSQL. Writes commit side by side there, so a number drawn by the INSERT is not the order of commits: a
// lower one may become visible after a higher one was delivered, and would be lost. So emit() writes to table
// `outbox_incoming`, and the relay of some host, one at a time (advisory lock), moves what is committed from there to
// `outbox` and draws `seq` then. Whatever commits later is moved later and gets a higher number; `outbox` only ever
// grows at its end, also as a reader sees it, and a long transaction holds nobody up. Of two transactions that emit for
// one aggregate, the one that waited for the other (a row of the aggregate that both change) comes second; those that
// did not wait for each other have no order.
//
// Several hosts share one PostgreSQL database when each has single_node off and a node name of its own. Each consumer's
// events then go to one host at a time, the one that holds its lease (event_consumers.held_by, held_until): it is
// taken when free or run out, renewed by the relay while the consumer lives, also during a long call, and given back
// when it ends. Places are written down by the holder only. A host that was silent for lease_ms has lost its consumers
// to another, which begins after the last place written down. Leases are compared by the hosts' own clocks, which must
// agree to within a few seconds (NTP). Other hosts' commits and replays are noticed within poll_ms and ten seconds.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "data/database.h"
#include "data/migrations.h"
#include "events/event.h"

namespace veza::events {

// Tables `outbox`, `outbox_incoming`, `event_consumers`, `event_retries`, `dead_letters`. Component
// "events".
data::Component migrations(data::Dialect dialect);

struct OutboxOptions {
  int32_t max_attempts = 10;
  int64_t first_retry_ms = 500;  // doubles, with jitter
  int64_t longest_retry_ms = 300'000;
  int64_t patience_ms = 86'400'000;  // an event whose consumer says `unavailable` is not dead before it is so old
  size_t batch = 256;                // events read, and at most seen again after a crash, a consumer
  size_t max_waiting = 10'000;       // events waiting for a retry at which a consumer stops reading on
  std::string node = "host";         // who holds a lease; unique among the hosts of one database
  bool single_node = true;           // nobody else delivers events of this database: no leases
  int64_t lease_ms = 15'000;         // consumers of a host that is silent this long go to another
  int64_t poll_ms = 200;             // PostgreSQL: how often the relay looks for other hosts' commits
  base::Clock clock = base::now_ms;
};

// [thread of its own] An error, or an exception: again later.
using Consumer = std::function<base::Status(const Event&)>;

enum class From { now, beginning };  // where a consumer never seen before starts

struct ConsumerSpec {
  std::string name = {};     // durable: its place is kept under this name. "library.search"
  std::string pattern = {};  // event.h
  std::string owner = {};    // a plugin's id or "host", for unsubscribe_owner
  From from = From::now;
  Consumer run = {};
};

struct DeadLetter {
  std::string id;
  std::string consumer;
  Event event;
  int32_t attempts = 0;
  std::string last_error;
  int64_t failed_at = 0;
};

struct ConsumerStatus {
  std::string name;
  int64_t behind = 0;   // events after its place, matching or not
  int64_t waiting = 0;  // for a retry
  int64_t dead = 0;
};

class Outbox {
 public:
  Outbox(data::Database& database, OutboxOptions options, base::Log log);
  ~Outbox();  // stop(0)
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // [inside a write body] Returns the event_id. Errors: invalid (check_event).
  base::Result<std::string> emit(data::Transaction& tx, Event event);

  // From the return on, events are delivered: those after the consumer's kept place, also ones committed while it was
  // away. Errors: conflict (the name is subscribed), invalid (name, pattern).
  base::Status subscribe(ConsumerSpec spec);
  // Ends delivery, keeps the place. Waits up to `wait_ms` for a running call; false when it still runs (the consumer's
  // code must stay loaded).
  bool unsubscribe(std::string_view name, int64_t wait_ms);
  bool unsubscribe_owner(std::string_view owner, int64_t wait_ms);
  // Forgets the place and what waits; dead letters stay. conflict while it is subscribed.
  base::Status forget(std::string_view name);

  // Ends every subscription; false when a call still ran after `wait_ms`. Idempotent.
  bool stop(int64_t wait_ms);
  // Looks for events and due retries now: after another process wrote, or a test moved its clock.
  void wake();

  // Newest first; `before`: only those older than the one of this id, for the next page.
  base::Result<std::vector<DeadLetter>> dead_letters(size_t limit = 100, std::string_view before = "");
  // Gives the event to its consumer once more, with fresh attempts; the dead letter is gone. not_found.
  // `also` runs in the same transaction.
  base::Status replay(std::string_view dead_letter_id, const data::WriteBody& also = {});
  base::Result<std::vector<ConsumerStatus>> status();
  // Deletes events from before `before_ms` that every known consumer is past; consumers not subscribed since
  // `forget_before_ms` are forgotten first, so that a plugin long removed does not keep everything. Returns how many.
  base::Result<int64_t> prune(int64_t before_ms, int64_t forget_before_ms);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace veza::events
