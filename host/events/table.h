// The SQL of the outbox and its consumers, one function a statement. Times are epoch milliseconds.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database_access.h"
#include "events/outbox.h"

namespace veza::events::table {

struct Stored {
  int64_t seq = 0;
  Event event;
};

// An event that waits for a consumer to take it.
struct Waiting {
  int64_t seq = 0;
  std::string aggregate;  // type and id
  int32_t attempts = 0;
  int64_t next_at = 0;
  std::string aggregate_type, aggregate_id;
  std::string last_error;
};

base::Status insert(data::Transaction& tx, const Event& event);
// Gives the committed events that wait for it their place in the outbox; how many. Holds other hosts' calls up until
// the transaction ends. On SQLite there are only those a copy from PostgreSQL brought.
base::Result<int64_t> collect(data::Transaction& tx);
// What the relay looks at.
struct Incoming {
  bool waiting = false;  // there are events without a place
  int64_t newest = 0;    // of those with one
};
base::Result<Incoming> incoming(const data::DatabaseAccess& database);
// Events after `position` in order, at most `limit`.
base::Result<std::vector<Stored>> read(const data::DatabaseAccess& database, int64_t position, size_t limit);
base::Result<std::optional<Stored>> read_one(const data::DatabaseAccess& database, int64_t seq);

// The place a consumer goes on from; made when it is new.
base::Result<int64_t> open_consumer(data::Transaction& tx, const ConsumerSpec& spec, int64_t now);
base::Status advance(data::Transaction& tx, std::string_view consumer, int64_t position, int64_t now);
// The consumer's lease, for `owner` until `until`: taken when nobody else's runs at `now`. Its place, or nothing.
base::Result<std::optional<int64_t>> take_lease(data::Transaction& tx, std::string_view consumer,
                                                std::string_view owner, int64_t until, int64_t now);
// Whether it is still the owner's; prolongs it.
base::Result<bool> keep_lease(data::Transaction& tx, std::string_view consumer, std::string_view owner, int64_t until);
// Prolongs all of the owner's; the consumers' names.
base::Result<std::vector<std::string>> keep_leases(data::Transaction& tx, std::string_view owner, int64_t until,
                                                   int64_t now);
base::Status give_lease_back(data::Transaction& tx, std::string_view consumer, std::string_view owner);
base::Result<std::vector<Waiting>> waiting(const data::DatabaseAccess& database, std::string_view consumer);
base::Status store_waiting(data::Transaction& tx, std::string_view consumer, const Waiting& event);
base::Status drop_waiting(data::Transaction& tx, std::string_view consumer, int64_t seq);
base::Status forget_consumer(data::Transaction& tx, std::string_view consumer);

// The waiting event becomes a dead letter.
base::Status bury(data::Transaction& tx, std::string_view consumer, const Waiting& event, int64_t now);
// The dead letter becomes a waiting event again; the consumer's name, or nothing when there is no such letter.
base::Result<std::optional<std::string>> revive(data::Transaction& tx, std::string_view id, int64_t now);
base::Result<std::vector<DeadLetter>> dead_letters(data::Session& session, size_t limit, std::string_view before);

base::Result<std::vector<ConsumerStatus>> status(data::Session& session);
// The names of consumers last seen before.
base::Result<std::vector<std::string>> unseen(data::Transaction& tx, int64_t before);
// Deletes at most `limit` events older than `before` that every consumer is past and none waits for.
base::Result<int64_t> prune(data::Transaction& tx, int64_t before, int64_t limit);

}  // namespace veza::events::table
