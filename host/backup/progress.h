// How far a backup, a check or a restore is, and whether it should end.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "base/error.h"

namespace veza::backup {

struct Progress {
  enum class Unit { bytes, rows };
  Unit unit = Unit::bytes;
  std::string what = {};  // "files", a table's name
  uint64_t done = 0, total = 0;
};

struct Watch {
  // One call at a time, on any thread of the work.
  std::function<void(const Progress&)> progress = {};
  // True: end soon. Asked often, on any thread.
  std::function<bool()> stopped = {};

  void show(const Progress& at) const {
    if (progress) progress(at);
  }
  base::Status go_on() const {
    if (stopped && stopped()) return base::fail(base::Code::cancelled, "it was told to stop");
    return {};
  }
};

}  // namespace veza::backup
