#include "privacy/privacy.h"

#include <filesystem>

#include "base/crypto.h"
#include "base/id.h"

namespace veza::privacy {
namespace {

using base::Code;

constexpr int64_t day_ms = 24LL * 3600 * 1000;
// A closed account stays closed for so long after its end, for tokens that are still about.
constexpr int64_t closed_after_ms = 3600 * 1000;

std::string erasure_key(const std::string& user_id) { return "host.privacy.erase:" + user_id; }

base::Status done(const base::Result<int64_t>& changed) {
  if (!changed) return base::fail(changed.error());
  return {};
}

}  // namespace

std::string_view name(ExportState state) {
  switch (state) {
    case ExportState::none:
      return "none";
    case ExportState::queued:
      return "queued";
    case ExportState::running:
      return "running";
    case ExportState::ready:
      return "ready";
    case ExportState::failed:
      return "failed";
  }
  return "none";
}

Privacy::Privacy(Config config, Parts parts) : config_(std::move(config)), parts_(std::move(parts)) {}
Privacy::~Privacy() { stop(); }

base::Status Privacy::start() {
  std::error_code error;
  std::filesystem::remove_all(config_.work_folder, error);
  std::filesystem::create_directories(config_.work_folder, error);
  if (error) return base::fail(Code::unavailable, "cannot make " + config_.work_folder + ": " + error.message());
  std::filesystem::permissions(config_.work_folder, std::filesystem::perms::owner_all, error);
  if (auto known = remember_owners(); !known) return known;
  if (auto read = synchronize(); !read) return read;
  started_ = true;
  auto added = parts_.queue.add_handler(
      {"host.privacy.export", job_owner, 1, [this](jobs::JobContext& job) { return run_export(job); }});
  if (!added) return added;
  added = parts_.queue.add_handler(
      {"host.privacy.erase", job_owner, 1, [this](jobs::JobContext& job) { return run_erasure(job); }});
  if (!added) return added;
  // A restored backup knows of them, and has no job.
  if (auto queued = queue_overdue(); !queued) return queued;
  background_ = std::jthread([this](const std::stop_token& stopping) {
    std::mutex mutex;
    std::condition_variable_any wait;
    std::unique_lock lock(mutex);
    while (!wait.wait_for(lock, stopping, std::chrono::seconds(1), [&] { return stopping.stop_requested(); })) {
      // The database being away shows elsewhere; who was closed stays so.
      static_cast<void>(synchronize());
    }
  });
  return {};
}

void Privacy::stop() {
  if (background_.joinable()) {
    background_.request_stop();
    background_.join();
  }
  if (started_) parts_.queue.remove_handlers(job_owner, 10'000);
  started_ = false;
}

base::Result<std::string> Privacy::request_export(data::Transaction& tx, const std::string& user_id,
                                                  const std::string& request_id) {
  auto erasing = tx.row("SELECT 1 FROM privacy_erasures WHERE user_id = $1 AND state <> 'waiting'", {user_id});
  if (!erasing) return base::fail(erasing.error());
  if (*erasing) return base::fail(Code::conflict, "the account is being erased");
  const std::string id = base::new_id();
  const std::string token = base::random_token();
  jobs::NewJob job;
  job.kind = "host.privacy.export";
  job.payload = base::to_text({{"export_id", id}});
  job.unique_key = "host.privacy.export:" + user_id;
  job.priority = jobs::Priority::low;
  job.request_id = request_id;
  auto queued = parts_.queue.enqueue(tx, job);
  if (!queued) return base::fail(queued.error());
  if (!queued->created) return base::fail(Code::conflict, "an export is under way already");
  auto added = tx.execute(
      "INSERT INTO privacy_exports (id, user_id, job_id, state, requested_at, expires_at, token_hash, token_sealed, "
      "size) VALUES ($1, $2, $3, 'queued', $4, 0, $5, $6, 0)",
      {id, user_id, queued->id, parts_.clock(), base::sha256_hex(token),
       parts_.seal.seal(token, "privacy.export/" + id)});
  if (!added) return base::fail(added.error());
  return id;
}

base::Result<Export> Privacy::last_export(std::string_view user_id) {
  auto row = parts_.db.row(
      "SELECT id, job_id, state, requested_at, expires_at, token_sealed, size FROM privacy_exports "
      "WHERE user_id = $1 ORDER BY requested_at DESC, id DESC LIMIT 1",
      {user_id});
  if (!row) return base::fail(row.error());
  Export found;
  if (!*row) return found;
  const data::Row& r = **row;
  found.id = r[0].string();
  found.user_id = user_id;
  found.requested_at = r[3].integer();
  found.expires_at = r[4].integer();
  found.size = static_cast<uint64_t>(r[6].integer());
  if (r[2].text() == "ready" && found.expires_at > parts_.clock()) {
    auto token = parts_.seal.open(r[5].text(), "privacy.export/" + found.id);
    if (!token) return base::fail(token.error());
    found.token = std::move(*token);
    found.progress = 1;
    found.state = ExportState::ready;
    return found;
  }
  if (r[2].text() != "queued") return found;
  auto job = parts_.queue.find(r[1].text());
  if (!job) return base::fail(job.error());
  const bool lost = !*job || (*job)->state == jobs::State::failed || (*job)->state == jobs::State::cancelled;
  found.state = lost                                    ? ExportState::failed
                : (*job)->state == jobs::State::running ? ExportState::running
                                                        : ExportState::queued;
  if (*job) found.progress = (*job)->progress;
  return found;
}

base::Result<std::optional<Export>> Privacy::export_by_token(std::string_view user_id, std::string_view token) {
  if (user_id.empty() || token.empty() || token.size() > 200) return std::optional<Export>();
  auto row = parts_.db.row(
      "SELECT id, expires_at, size FROM privacy_exports WHERE token_hash = $1 AND user_id = $2 AND state = 'ready'",
      {base::sha256_hex(token), user_id});
  if (!row) return base::fail(row.error());
  if (!*row || (**row)[1].integer() <= parts_.clock()) return std::optional<Export>();
  Export found;
  found.id = (**row)[0].string();
  found.user_id = user_id;
  found.state = ExportState::ready;
  found.expires_at = (**row)[1].integer();
  found.size = static_cast<uint64_t>((**row)[2].integer());
  return std::optional(std::move(found));
}

base::Result<int64_t> Privacy::request_erasure(data::Transaction& tx, const std::string& user_id,
                                               const std::string& request_id, std::optional<int64_t> delay_ms) {
  const int64_t now = parts_.clock();
  const int64_t delay = delay_ms.value_or(config_.grace_days * day_ms);
  auto added = tx.execute(
      "INSERT INTO privacy_erasures (user_id, state, requested_at, erase_at) VALUES ($1, 'waiting', $2, $3) "
      "ON CONFLICT (user_id) DO NOTHING",
      {user_id, now, now + delay});
  if (!added) return base::fail(added.error());
  if (*added == 0) {
    // An admin may end the grace.
    if (!delay_ms) return base::fail(Code::conflict, "the account is closed already");
    auto sooner = tx.execute("UPDATE privacy_erasures SET erase_at = $2 WHERE user_id = $1 AND state = 'waiting'",
                             {user_id, now + delay});
    if (!sooner) return base::fail(sooner.error());
    if (auto cancelled = parts_.queue.cancel(tx, erasure_key(user_id)); !cancelled)
      return base::fail(cancelled.error());
  }
  jobs::NewJob job;
  job.kind = "host.privacy.erase";
  job.payload = base::to_text({{"user_id", user_id}});
  job.unique_key = erasure_key(user_id);
  job.delay_ms = delay;
  // What is left after these, sweep() queues anew.
  job.max_attempts = 100;
  job.request_id = request_id;
  if (auto queued = parts_.queue.enqueue(tx, job); !queued) return base::fail(queued.error());
  return now + delay;
}

base::Result<bool> Privacy::cancel_erasure(data::Transaction& tx, const std::string& user_id) {
  auto removed = tx.execute("DELETE FROM privacy_erasures WHERE user_id = $1 AND state = 'waiting'", {user_id});
  if (!removed) return base::fail(removed.error());
  if (*removed == 0) return false;
  if (auto cancelled = parts_.queue.cancel(tx, erasure_key(user_id)); !cancelled) return base::fail(cancelled.error());
  return true;
}

base::Result<std::optional<Erasure>> Privacy::erasure(std::string_view user_id) {
  auto row = parts_.db.row("SELECT state, requested_at, erase_at FROM privacy_erasures WHERE user_id = $1", {user_id});
  if (!row) return base::fail(row.error());
  if (!*row) return std::optional<Erasure>();
  const data::Row& r = **row;
  return std::optional(Erasure{std::string(user_id), r[0].string(), r[1].integer(), r[2].integer()});
}

bool Privacy::is_closed(std::string_view user_id) const {
  if (closed_count_.load(std::memory_order_relaxed) == 0 || user_id.empty()) return false;
  return closed_.read([&](const auto& closed) { return closed.contains(user_id); });
}

base::Status Privacy::synchronize() {
  std::set<std::string, std::less<>> found;
  auto read = parts_.db.query("SELECT user_id FROM privacy_erasures WHERE state <> 'done' OR done_at > $1",
                              {parts_.clock() - closed_after_ms}, [&](const data::RowView& row) -> base::Status {
                                found.insert(row[0].string());
                                return {};
                              });
  if (!read) return base::fail_while("looking for closed accounts", read.error());
  closed_.with([&](auto& closed) {
    closed_count_ = found.size();
    closed.swap(found);
  });
  return {};
}

base::Status Privacy::sweep() {
  const int64_t now = parts_.clock();
  std::vector<std::string> over;
  auto read = parts_.db.query(
      "SELECT id FROM privacy_exports WHERE (state = 'ready' AND expires_at <= $1) OR requested_at <= $2",
      {now, now - 2 * export_days * day_ms}, [&](const data::RowView& row) -> base::Status {
        over.push_back(row[0].string());
        return {};
      });
  if (!read) return read;
  for (const auto& id : over) {
    if (auto removed = parts_.blobs.remove(blob_key(id)); !removed) return removed;
    auto gone = parts_.db.write(
        [&](data::Transaction& tx) { return done(tx.execute("DELETE FROM privacy_exports WHERE id = $1", {id})); });
    if (!gone) return gone;
  }
  return queue_overdue();
}

base::Status Privacy::queue_overdue() {
  const int64_t now = parts_.clock();
  return parts_.db.write([&](data::Transaction& tx) -> base::Status {
    auto overdue = tx.rows("SELECT user_id FROM privacy_erasures WHERE state <> 'done' AND erase_at <= $1", {now});
    if (!overdue) return base::fail(overdue.error());
    for (const auto& row : *overdue) {
      jobs::NewJob job;
      job.kind = "host.privacy.erase";
      job.payload = base::to_text({{"user_id", row[0].string()}});
      job.unique_key = erasure_key(row[0].string());
      job.max_attempts = 100;
      if (auto queued = parts_.queue.enqueue(tx, job); !queued) return base::fail(queued.error());
    }
    return {};
  });
}

base::Status Privacy::remember_owners() {
  return parts_.db.write([&](data::Transaction& tx) -> base::Status {
    for (const auto& owner : registry_.owners()) {
      auto known = done(tx.execute(
          "INSERT INTO privacy_owners (owner, seen_at) VALUES ($1, $2) ON CONFLICT (owner) DO UPDATE SET seen_at = "
          "excluded.seen_at",
          {owner, parts_.clock()}));
      if (!known) return known;
    }
    return {};
  });
}

base::Result<std::vector<std::string>> Privacy::known_owners() {
  if (auto remembered = remember_owners(); !remembered) return base::fail(remembered.error());
  std::vector<std::string> owners;
  auto read = parts_.db.query("SELECT owner FROM privacy_owners ORDER BY owner", {},
                              [&](const data::RowView& row) -> base::Status {
                                owners.push_back(row[0].string());
                                return {};
                              });
  if (!read) return base::fail(read.error());
  return owners;
}

}  // namespace veza::privacy
