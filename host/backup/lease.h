// Who may change the repository now: one create or prune at a time, whichever host it runs on. A row of the site's
// database that its holder renews; a holder that was killed has it for a minute more.
#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/guarded.h"
#include "data/database.h"

namespace veza::backup {

class Lease {
 public:
  static constexpr int64_t length_ms = 60'000;

  // Error (conflict): who holds it, since when.
  static base::Result<std::unique_ptr<Lease>> take(data::Database& database, const std::string& what,
                                                   const base::Clock& clock = base::now_ms);
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  // Asks the database. Conflict: it was lost, since this process did not run for a minute.
  base::Status still_held();

 private:
  Lease(data::Database& database, std::string holder, base::Clock clock);
  void renew_until_released();

  data::Database& database_;
  std::string holder_;
  base::Clock clock_;
  base::Guarded<bool> released_{false};
  std::condition_variable wake_;
  std::thread renewer_;
};

}  // namespace veza::backup
