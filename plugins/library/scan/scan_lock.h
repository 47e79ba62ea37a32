// One scan at a time, whichever process and host it runs on: a row that says who.
#pragma once
#include <optional>
#include <string>

#include "services.h"

namespace veza::library::scan {

class ScanLock {
 public:
  // How long a holder that does not say anything is waited for.
  static constexpr int64_t lease_ms = 30'000;

  // Nothing when somebody else scans. A process of this machine that died holds it no longer; one of another machine
  // for as long as its lease. [worker]
  static std::optional<ScanLock> take(const Services& services);
  ~ScanLock();
  ScanLock(ScanLock&& other) noexcept;
  ScanLock& operator=(ScanLock&&) = delete;

  // Inside each transaction of the scan: it counts only while the lock is held, and holds it on. Throws
  // Error(VEZA_E_CANCELLED) when it was lost: the process slept longer than its lease.
  void renew(const Tx& tx) const;

 private:
  ScanLock(const Services& services, std::string holder) : services_(&services), holder_(std::move(holder)) {}
  const Services* services_;
  std::string holder_;
};

// "<boot>/<pid namespace>/<pid>/<start time>/<random>": a process and no other, ever.
std::string this_process();
// Whether such a process of this machine is there no more; false for what is of another.
bool is_dead(const std::string& holder);

}  // namespace veza::library::scan
