// The locks of one process.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kv/store.h"

namespace veza::kv {

// Not locked itself; its owner does that. `now_ms` is a clock that does not step back.
class MemoryLocks {
 public:
  // `wall_us` (epoch microseconds) keeps tokens growing over a restart of the process.
  std::optional<Lock> lock(std::string_view name, int64_t ttl_ms, int64_t now_ms, int64_t wall_us);
  bool renew(std::string_view name, int64_t token, int64_t ttl_ms, int64_t now_ms);
  bool unlock(std::string_view name, int64_t token, int64_t now_ms);

 private:
  struct Held {
    int64_t token;
    int64_t until_ms;
  };
  using ByName = std::map<std::string, Held, std::less<>>;
  ByName::iterator find(std::string_view name, int64_t token, int64_t now_ms);

  ByName held_;
  int64_t last_token_ = 0;
};

}  // namespace veza::kv
