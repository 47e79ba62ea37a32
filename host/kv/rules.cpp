#include "kv/rules.h"

#include "kv/store.h"

namespace veza::kv {
namespace {

// Decimal digits of at most 64 bits, as Redis reads them.
bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 19 && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

base::Status check_key(std::string_view key) {
  if (!key.empty() && key.size() <= longest_key) return {};
  return base::fail(base::Code::invalid, "a key is 1 to 512 bytes, not " + std::to_string(key.size()));
}

base::Status check_lock_time(int64_t ttl_ms) {
  if (ttl_ms >= 1 && ttl_ms <= longest_lock_ms) return {};
  return base::fail(base::Code::invalid, "a lock is taken for 1 ms to 24 hours, not " + std::to_string(ttl_ms) + " ms");
}

base::Status check_stream_id(std::string_view id) {
  const auto dash = id.find('-');
  if (dash != id.npos && is_number(id.substr(0, dash)) && is_number(id.substr(dash + 1))) return {};
  return base::fail(base::Code::invalid, "a message's id is two numbers joined by '-', as the stream gave it");
}

}  // namespace veza::kv
