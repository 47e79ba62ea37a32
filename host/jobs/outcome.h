// What becomes of a job when its handler has returned: the rule, without I/O.
#pragma once
#include <cstdint>

#include "base/error.h"
#include "jobs/job.h"

namespace veza::jobs {

enum class Outcome {
  done,
  failed,
  cancelled,
  retry,   // queued again after a delay, this attempt counted
  resume,  // queued again at once, this attempt not counted
};

Outcome outcome(const base::Status& result, Cancel cancel, int32_t attempt, int32_t max_attempts);

}  // namespace veza::jobs
