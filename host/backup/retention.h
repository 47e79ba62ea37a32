// Which backups to keep. Plain functions, in UTC.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace veza::backup {

// The last backup of each of the last so many days, ISO weeks and months that have one. Each rule counts by itself; a
// backup that any of them names stays. All 0: every backup stays.
struct Retention {
  int64_t daily = 7, weekly = 4, monthly = 6;
};

// `names` are snapshot names in any order. The newest always stays.
std::set<std::string> to_keep(const std::vector<std::string>& names, const Retention& retention);

}  // namespace veza::backup
