// The table library_scans: what was scanned when, and what came of it.
#pragma once
#include <string_view>

#include "scan/scanner.h"

namespace veza::library::scan {

// The functions that take a Tx: inside its transaction, which holds the scan lock.
struct Scans {
  // Those that still say they run were cut short: one runs at a time.
  static void begin(const Tx& tx, const ScanReport& report, std::string_view path);
  static void update(const Tx& tx, const ScanReport& report);
  // {id, path, state, problem, started_at, updated_at, counts, problems} of the newest, newest first. [worker]
  static Json newest(const Db& db, int64_t limit);
};

}  // namespace veza::library::scan
