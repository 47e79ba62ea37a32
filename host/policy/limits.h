// What a script may use.
#pragma once
#include <cstddef>
#include <cstdint>

namespace veza::policy {

struct Limits {
  // Of processor time, for each script of a decision. Time in which the machine gave the thread nothing does not count.
  int64_t deadline_us = 10'000;
  // For running all bodies when the scripts are loaded.
  int64_t load_deadline_us = 500'000;
  // For each Lua state, everything included.
  size_t memory = 16U << 20;
  // For one string or one table's storage. It bounds how long a single instruction can take, which no deadline can
  // interrupt.
  size_t block = 1U << 20;
};

inline constexpr size_t max_script_bytes = 256 << 10;
inline constexpr size_t max_scripts = 200;

}  // namespace veza::policy
