#include "jobs/outcome.h"

namespace veza::jobs {

using base::Code;

Outcome outcome(const base::Status& result, Cancel cancel, int32_t attempt, int32_t max_attempts) {
  if (result) return Outcome::done;
  if (cancel == Cancel::cancelled) return Outcome::cancelled;
  // Whatever it says: it was interrupted, so its error is ours.
  if (cancel == Cancel::shutdown) return Outcome::resume;
  switch (result.error().code) {
    case Code::cancelled:
      return Outcome::cancelled;
    case Code::invalid:
    case Code::unsupported:
    case Code::not_found:
      return Outcome::failed;
    default:
      return attempt < max_attempts ? Outcome::retry : Outcome::failed;
  }
}

}  // namespace veza::jobs
