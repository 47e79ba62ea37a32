// Health: named checks that say how a part is, run with a time limit each, so that a part that hangs makes a report
// say so instead of hanging the report.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"

namespace veza::observe {

enum class HealthState { ok, degraded, down };
std::string_view name(HealthState state);

struct Health {
  HealthState state = HealthState::ok;
  std::string sentence;                       // for a person: "SQLite answers, 41 MiB"; what to do when not ok
  base::Json details = base::Json::object();  // optional figures

  static Health ok(std::string sentence) { return {HealthState::ok, std::move(sentence)}; }
  static Health degraded(std::string sentence) { return {HealthState::degraded, std::move(sentence)}; }
  static Health down(std::string sentence) { return {HealthState::down, std::move(sentence)}; }
};

struct HealthCheck {
  std::string name;            // "database"
  std::string owner = "host";  // or a plugin's id
  // Whether the server is not ready while this is down (database, blobs); others only show in the deep report.
  bool needed = false;
  int64_t timeout_ms = 2'000;   // longer → down, "did not answer within 2 s"
  int64_t fresh_ms = 1'000;     // a result this young is reported again without asking
  int failures_to_open = 3;     // after so many failures in a row (down, thrown, timed out) the breaker opens …
  int64_t open_ms = 10'000;     // … and for so long the last failure is reported without asking
  std::function<Health()> run;  // [a thread of its own; may block]
};

struct HealthReport {
  HealthState state = HealthState::ok;  // the worst of the parts (in ready(): of the needed ones)
  // {"database": {"state": "ok", "message": "…", "details": {…}, "checked_at": RFC 3339, "breaker": "closed"|"open"}}
  base::Json parts = base::Json::object();
};

// Any thread.
class HealthChecks {
 public:
  explicit HealthChecks(base::Clock clock = base::now_ms);
  ~HealthChecks();
  HealthChecks(const HealthChecks&) = delete;
  HealthChecks& operator=(const HealthChecks&) = delete;

  // Errors: conflict (the name is taken).
  base::Status add(HealthCheck check);
  // Waits until none of the owner's checks runs any more; false when one still did at the deadline.
  bool remove_owner(std::string_view owner, int64_t deadline_ms = 5'000);

  // Runs what is not fresh, all at once, and waits for the slowest, at most its timeout. [worker; blocks]
  HealthReport deep();
  // The same over the checks that are `needed`: down means the server cannot do its work.
  HealthReport ready();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace veza::observe
