#include "jobs/job.h"

namespace veza::jobs {

std::string_view name(State state) {
  switch (state) {
    case State::queued:
      return "queued";
    case State::running:
      return "running";
    case State::done:
      return "done";
    case State::failed:
      return "failed";
    case State::cancelled:
      return "cancelled";
  }
  return "queued";
}

}  // namespace veza::jobs
