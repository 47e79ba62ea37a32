#include "outbound/breaker.h"

namespace veza::outbound {

bool Breaker::admit(const std::string& host) {
  const int64_t now = clock_();
  return records_.with([&](auto& records) {
    const auto found = records.find(host);
    if (found == records.end() || found->second.failures < limits_.failures) return true;
    if (now < found->second.open_until) return false;
    found->second.open_until = now + limits_.open_ms;
    return true;
  });
}

void Breaker::succeeded(const std::string& host) {
  records_.with([&](auto& records) { records.erase(host); });
}

void Breaker::failed(const std::string& host) {
  const int64_t now = clock_();
  records_.with([&](auto& records) {
    if (records.size() >= limits_.hosts && !records.contains(host)) {
      // Those that were long ago make room.
      std::erase_if(records, [&](const auto& each) { return each.second.open_until + limits_.open_ms < now; });
      if (records.size() >= limits_.hosts) return;
    }
    auto& record = records[host];
    ++record.failures;
    record.open_until = now + limits_.open_ms;
  });
}

}  // namespace veza::outbound
