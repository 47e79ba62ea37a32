// The job that lets every part remove what it has of somebody.
#include <algorithm>

#include "observe/audit_chain.h"
#include "privacy/privacy.h"

namespace veza::privacy {
namespace {

using base::Code;

// Those of the host come last: a plugin may want to know who it was.
constexpr std::string_view last_owner = "identity";

base::Result<bool> step_is_done(data::Session& session, const std::string& user_id, const std::string& owner) {
  auto row = session.row("SELECT 1 FROM privacy_steps WHERE user_id = $1 AND owner = $2", {user_id, owner});
  if (!row) return base::fail(row.error());
  return row->has_value();
}

}  // namespace

base::Status Privacy::erase_part(const std::string& owner, const std::string& user_id, jobs::JobContext& job) {
  for (;;) {
    if (job.cancelled() != jobs::Cancel::no) return base::fail(Code::cancelled, "the erasure is told to stop");
    bool more = false;
    auto erased = parts_.db.write([&](data::Transaction& tx) -> base::Status {
      more = false;
      auto already = step_is_done(tx, user_id, owner);
      if (!already) return base::fail(already.error());
      if (*already) return {};
      auto result = registry_.erase(owner, tx, user_id);
      if (!result) return base::fail(result.error());
      more = *result;
      if (more) return {};
      auto noted = tx.execute(
          "INSERT INTO privacy_steps (user_id, owner) VALUES ($1, $2) ON CONFLICT (user_id, owner) DO NOTHING",
          {user_id, owner});
      if (!noted) return base::fail(noted.error());
      return {};
    });
    if (!erased) return base::fail_while("erasing what " + owner + " has", erased.error());
    if (!more) return {};
  }
}

base::Status Privacy::remove_exports(const std::string& user_id) {
  // One that is under way finds its row changed at its end, and takes its file away itself.
  auto stopped = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    auto gone = tx.execute("UPDATE privacy_exports SET state = 'gone' WHERE user_id = $1", {user_id});
    return gone ? base::Status() : base::fail(gone.error());
  });
  if (!stopped) return stopped;
  auto exports = parts_.db.rows("SELECT id FROM privacy_exports WHERE user_id = $1", {user_id});
  if (!exports) return base::fail(exports.error());
  for (const auto& row : *exports) {
    if (auto removed = parts_.blobs.remove(blob_key(row[0].string())); !removed) return removed;
  }
  return {};
}

base::Status Privacy::run_erasure(jobs::JobContext& job) {
  const auto payload = base::parse_json(job.payload());
  const std::string user_id = payload && payload->is_object() ? payload->value("user_id", "") : "";
  auto owners = known_owners();
  if (!owners) return base::fail(owners.error());
  for (const auto& owner : *owners) {
    // Not not_found: that would end the job. It waits for the plugin.
    if (!registry_.has(owner)) {
      return base::fail(Code::unavailable, owner +
                                               ", which keeps data of people, is not running; start it, so that "
                                               "the erasure of an account can go on");
    }
  }
  bool waiting = false;
  auto begun = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    auto row = tx.execute(
        "UPDATE privacy_erasures SET state = 'running' WHERE user_id = $1 AND state <> 'done' "
        "AND erase_at <= $2",
        {user_id, parts_.clock()});
    if (!row) return base::fail(row.error());
    waiting = *row > 0;
    return {};
  });
  if (!begun) return begun;
  if (!waiting) return base::fail(Code::not_found, "the account is not to be erased, or not yet");
  std::stable_partition(owners->begin(), owners->end(), [](const auto& owner) { return owner != last_owner; });
  size_t at = 0;
  for (const auto& owner : *owners) {
    if (auto erased = erase_part(owner, user_id, job); !erased) {
      if (erased.error().code == Code::cancelled) return erased;
      // Any refusal may pass: what is half erased must not stay so.
      return base::fail(Code::unavailable, erased.error().message);
    }
    job.progress(static_cast<double>(++at) / static_cast<double>(owners->size() + 1));
  }
  if (auto gone = remove_exports(user_id); !gone) return gone;
  auto done = job.complete([&](data::Transaction& tx) -> base::Status {
    for (const char* sql :
         {"DELETE FROM privacy_exports WHERE user_id = $1", "DELETE FROM privacy_steps WHERE user_id = $1"}) {
      if (auto gone = tx.execute(sql, {user_id}); !gone) return base::fail(gone.error());
    }
    auto ended = tx.execute("UPDATE privacy_erasures SET state = 'done', done_at = $2 WHERE user_id = $1",
                            {user_id, parts_.clock()});
    if (!ended) return base::fail(ended.error());
    observe::AuditEntry entry;
    entry.action = observe::erased_action;
    entry.actor_name = "site";
    entry.subject_type = "user";
    entry.subject_id = user_id;
    entry.request_id = job.request_id();
    return observe::erase_from_audit(tx, parts_.audit, user_id, entry, parts_.clock);
  });
  if (done) parts_.log.info("An account was erased", {{"user_id", user_id}});
  return done;
}

}  // namespace veza::privacy
