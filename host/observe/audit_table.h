// The audit log in the database: SQL and nothing else.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/database.h"
#include "observe/audit_record.h"

namespace veza::observe {

// What an administrator asks for; empty members ask for everything.
struct AuditFilter {
  std::string actor = {};    // a user's id, or a name without case
  std::string action = {};   // a prefix: "identity.", "library.track.deleted"
  std::string subject = {};  // an id, or "type:id"
  std::string ip = {};
  std::optional<int64_t> from = {}, to = {};  // epoch milliseconds: from ≤ at < to
  int64_t before_seq = 0;                     // only rows before this one; 0: from the newest
};

namespace audit_table {

struct Place {
  int64_t seq = 0;
  std::string hash = audit_genesis;
};

struct Anchor {
  int64_t seq = 0;
  std::string hash;
  int64_t removed = 0, made_at = 0;
};

// Nobody else gives entries their place, or removes any, before the transaction ends.
base::Status hold(data::Transaction& tx);
// Entries that have no place yet, in the order they were recorded, without hashes; `place` is their key.
struct Incoming {
  int64_t place = 0;
  AuditRecord record;
};
base::Result<std::vector<Incoming>> incoming(data::Transaction& tx, size_t limit);
base::Result<bool> has_incoming(data::Session& session);
base::Status insert(data::Transaction& tx, const AuditRecord& record);
base::Status drop_incoming(data::Transaction& tx, int64_t place);

// The end of the chain as `audit_head` has it; the genesis for an empty log.
base::Result<Place> head(data::Session& session);
base::Status set_head(data::Transaction& tx, const Place& place, int64_t now);
// The end of what retention has removed; the genesis when it has removed nothing.
base::Result<std::optional<Anchor>> anchor(data::Session& session);
base::Status insert_anchor(data::Transaction& tx, const Anchor& anchor);

// The rows after `seq`, in order, at most `limit`.
base::Result<std::vector<AuditRecord>> after(data::Session& session, int64_t seq, size_t limit);
// The newest rows that pass the filter, at most `limit`, newest first.
base::Result<std::vector<AuditRecord>> find(data::Session& session, const AuditFilter& filter, size_t limit);
// The last row that was made before `before_ms`, with every row before it too; nothing when there is none.
base::Result<std::optional<Place>> last_before(data::Session& session, int64_t before_ms);
// Removes rows up to `seq`, which an anchor covers.
base::Result<int64_t> remove_through(data::Transaction& tx, int64_t seq);

// Marks the user as erased and takes the personal columns out of entries by or about them.
base::Status erase(data::Transaction& tx, std::string_view user_id, int64_t now);
// The states and subjects of the entries of an action, with a place or still without.
struct Told {
  std::string subject_id, state_after;
};
base::Result<std::vector<Told>> told(data::Session& session, std::string_view action);

}  // namespace audit_table
}  // namespace veza::observe
