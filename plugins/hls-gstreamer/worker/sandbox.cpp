#include "sandbox.h"

#include <process/confine.h>

#include <cerrno>
#include <cstring>

namespace veza::transcode {

Status apply_limits(const Limits& limits) {
  if (!process::apply_limits({.memory_bytes = limits.memory_bytes, .cpu_seconds = limits.cpu_seconds}))
    return fail(Code::internal, "The converter could not limit itself.", std::strerror(errno));
  return {};
}

Status drop_network() {
  if (!process::give_up_network())
    return fail(Code::internal, "The converter could not give up the network.", std::strerror(errno));
  return {};
}

void die_with_parent() { process::die_with_parent(); }

}  // namespace veza::transcode
