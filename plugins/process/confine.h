// What a helper program gives up before it looks at a stranger's file, the same for all of them: converter, tag reader
// and writer, covers, analysis. Works without privileges. errno says why something failed; a program that cannot be
// confined must not go on.
#pragma once
#include <cstdint>

namespace veza::process {

struct Limits {
  std::uint64_t memory_bytes = 700ULL << 20;  // RLIMIT_AS; 0: none
  std::uint32_t cpu_seconds = 0;              // RLIMIT_CPU; 0: none. SIGXCPU at this, SIGKILL five seconds later
  std::uint64_t file_bytes = 0;               // RLIMIT_FSIZE; 0: none
};

// Lower priority (nice 10), no core dump, the limits.
bool apply_limits(const Limits& limits);

// A seccomp filter for every thread: socket(2) only knows AF_UNIX, no program can be started, no other process traced;
// and no new privileges.
bool give_up_network();

// Asks for SIGKILL when the process (strictly: the thread) that started this one ends.
void die_with_parent();

// All three.
bool confine(const Limits& limits);

}  // namespace veza::process
