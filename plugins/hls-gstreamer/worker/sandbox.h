// What the process gives up before it looks at a stranger's file. Call after gst_init() (which may run a plugin scanner
// as a child) and before the file is opened.
#pragma once
#include <cstdint>

#include "error.h"

namespace veza::transcode {

struct Limits {
  std::uint64_t memory_bytes = 700ull << 20;  // RLIMIT_AS
  std::uint32_t cpu_seconds = 0;              // RLIMIT_CPU; 0: none. SIGXCPU at this, SIGKILL five seconds later
};

// Lower priority (nice 10), no core dump, memory and processor limits.
Status apply_limits(const Limits& limits);

// A seccomp filter for every thread: socket(2) only knows AF_UNIX, no program can be started, no other process traced.
// Works without privileges. Fails rather than go on with a network.
Status drop_network();

// Asks for SIGKILL when the process (strictly: the thread) that started this one ends.
void die_with_parent();

}  // namespace veza::transcode
