// What the site owes to people about their data: all of it in a file, and all of it gone.
//
// Export: a job asks every part that registered (registry.h) and writes a zip, which is a blob for seven days. Its link
// holds a token, which is stored hashed for the look-up and sealed for its owner's page, and works only for whoever is
// signed in as its owner. A job that was cut short begins anew.
//
// Erasure: asked for, the account is closed at once and everything stays for the days of grace; then a job lets every
// part remove what it has, the plugins first, in transactions of their own. Which part is done is written down with its
// last transaction, so that a job that was cut short goes on there. A part that registered once and does not run now
// makes the job wait: nobody is half erased. Last, the audit log forgets all but the id.
//
// Tables `privacy_exports`, `privacy_erasures`, `privacy_steps`, `privacy_owners`, `privacy_retired_names`. Component
// "privacy".
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/log.h"
#include "base/sealed.h"
#include "blobs/store.h"
#include "data/migrations.h"
#include "jobs/queue.h"
#include "observe/audit.h"
#include "privacy/registry.h"

namespace veza::privacy {

data::Component migrations();

inline constexpr int64_t export_days = 7;
inline constexpr int64_t export_pause_ms = 24LL * 3600 * 1000;  // from one request to the next
inline constexpr const char* job_owner = "privacy";

struct Config {
  int64_t grace_days = 14;
  std::string work_folder = {};  // for zips that are being made; emptied at the start
  std::string site_name = "Veza";
};

struct Parts {
  data::Database& db;  // all outlive the Privacy; the migrations have run
  blobs::Store& blobs;
  jobs::Queue& queue;
  observe::Audit& audit;
  const base::Seal& seal;
  base::Log log = {};
  base::Clock clock = base::now_ms;
  // Writes to the user that the export is ready; in the transaction that makes it so. Empty: nobody is told.
  std::function<base::Status(data::Transaction& tx, const std::string& user_id)> tell_ready = {};
};

enum class ExportState { none, queued, running, ready, failed };
std::string_view name(ExportState state);

struct Export {
  std::string id, user_id;
  ExportState state = ExportState::none;
  double progress = 0;  // 0…1
  int64_t requested_at = 0, expires_at = 0;
  std::string token;  // of a ready one
  uint64_t size = 0;
};

struct Erasure {
  std::string user_id, state;  // "waiting", "running", "done"
  int64_t requested_at = 0, erase_at = 0;
};

class Privacy {
 public:
  Privacy(Config config, Parts parts);
  ~Privacy();  // stop()
  Privacy(const Privacy&) = delete;
  Privacy& operator=(const Privacy&) = delete;

  Registry& registry() { return registry_; }
  const Config& config() const { return config_; }

  // Adds the jobs, reads who is closed, and starts the thread that hears of it from other hosts. After every part has
  // registered: a part that does later is asked all the same.
  base::Status start();
  // Takes the jobs back: before the plugins, whose code they call, are stopped.
  void stop();

  // [inside a write body] The id of the new export; the caller has checked the pause. conflict: one is under way, or
  // the account is being erased.
  base::Result<std::string> request_export(data::Transaction& tx, const std::string& user_id,
                                           const std::string& request_id);
  // The user's newest; state none when there is none, or it is gone.
  base::Result<Export> last_export(std::string_view user_id);
  // The ready export of this user with this token; nothing else tells whether there is one.
  base::Result<std::optional<Export>> export_by_token(std::string_view user_id, std::string_view token);
  static std::string blob_key(const std::string& export_id) { return "privacy/exports/" + export_id + ".zip"; }

  // [inside a write body] Closes the account and queues its erasure; when it begins. `delay_ms` instead of the grace
  // for an admin's. conflict: it is closed already.
  base::Result<int64_t> request_erasure(data::Transaction& tx, const std::string& user_id,
                                        const std::string& request_id, std::optional<int64_t> delay_ms = {});
  // [inside a write body] False when nothing was waiting, or it has begun.
  base::Result<bool> cancel_erasure(data::Transaction& tx, const std::string& user_id);
  base::Result<std::optional<Erasure>> erasure(std::string_view user_id);
  // Whether the account is closed. Reads memory only; another host's request is known within a second.
  bool is_closed(std::string_view user_id) const;
  // Reads who is closed now: after a commit of request_erasure or cancel_erasure, so that it holds here at once.
  base::Status synchronize();

  // Removes exports that have run out, queues overdue erasures whose job has given up. [worker]
  base::Status sweep();

 private:
  base::Status run_export(jobs::JobContext& job);
  base::Status write_export(jobs::JobContext& job, const std::string& user_id, const std::string& path);
  void drop_file(const std::string& export_id);
  base::Status run_erasure(jobs::JobContext& job);
  base::Status queue_overdue();
  base::Status remove_exports(const std::string& user_id);
  base::Status erase_part(const std::string& owner, const std::string& user_id, jobs::JobContext& job);
  base::Result<std::vector<std::string>> known_owners();
  base::Status remember_owners();

  const Config config_;
  Parts parts_;
  Registry registry_;
  base::Guarded<std::set<std::string, std::less<>>, std::shared_mutex> closed_;
  std::atomic<size_t> closed_count_{0};
  std::jthread background_;
  bool started_ = false;
};

}  // namespace veza::privacy
