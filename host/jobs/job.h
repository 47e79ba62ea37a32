// A job: what is asked for, what is known about it, and what its handler sees while it runs.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "data/database.h"

namespace veza::jobs {

enum class Priority { low = 0, normal = 1, high = 2 };
enum class State { queued, running, done, failed, cancelled };

std::string_view name(State state);

struct NewJob {
  std::string kind = {};
  std::string payload = "{}";   // JSON
  std::string unique_key = {};  // at most one unfinished job has it; "" = none
  int64_t delay_ms = 0;
  int32_t max_attempts = 5;
  Priority priority = Priority::normal;
  std::string request_id = {};  // the request that caused it, or ""
};

struct Enqueued {
  std::string id;
  bool created = true;  // false: an unfinished job has the unique_key already, and this is its id
};

struct JobInfo {
  std::string id;
  std::string kind;
  std::string payload;
  std::string unique_key;
  State state = State::queued;
  int32_t attempts = 0;
  int32_t max_attempts = 0;
  int64_t run_at = 0;
  double progress = 0;
  std::string last_error;
  std::string request_id;
  int64_t created_at = 0;
  int64_t finished_at = 0;  // 0: not yet
};

struct JobCount {
  std::string kind;
  State state = State::queued;
  int64_t count = 0;
};

enum class Cancel {
  no,
  cancelled,  // somebody cancelled it, or the lease was lost: whatever it wrote by itself must be undone
  shutdown,   // the host or the plugin stops: it runs anew later, this attempt not counted
};

// A running job, from inside its handler; valid until the handler returns. [any thread] unless said otherwise.
class JobContext {
 public:
  virtual ~JobContext() = default;
  virtual const std::string& id() const = 0;
  virtual const std::string& kind() const = 0;
  virtual const std::string& payload() const = 0;
  virtual const std::string& request_id() const = 0;
  virtual int32_t attempt() const = 0;  // 1 on the first
  virtual int32_t max_attempts() const = 0;
  bool last_attempt() const { return attempt() >= max_attempts(); }

  // Once not `no`, return Code::cancelled soon.
  virtual Cancel cancelled() const = 0;
  // Runs `wake` once when the job is told to stop, at once when it was already; on the thread that tells it. It must
  // not block. Replaces the one before; an empty one takes it back, and once that call returns it runs no more.
  virtual void on_cancel(std::function<void()> wake) = 0;
  // An eventfd(2) that is readable from then on: to poll beside a child's pipe. Never read or close it. -1 when the
  // process has no descriptor left.
  virtual int cancel_fd() = 0;
  // 0…1; kept in the row, at most once a second.
  virtual void progress(double fraction) = 0;
  // [handler's thread] `body` and the job's end in one transaction. Error cancelled: the job was cancelled or taken
  // over meanwhile, nothing is written. After success the handler's own result no longer matters.
  virtual base::Status complete(const data::WriteBody& body) = 0;
};

}  // namespace veza::jobs
