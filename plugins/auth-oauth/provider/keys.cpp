#include "provider/keys.h"

#include <veza/id.hpp>

#include "failure.h"

namespace veza::oauth {
namespace {

constexpr int64_t fresh_ms = 60LL * 60 * 1000;
constexpr int64_t window_ms = 60'000;
constexpr size_t most_fetches = 5;

std::vector<Jwk> with_kid(const std::vector<Jwk>& keys, std::string_view kid) {
  std::vector<Jwk> found;
  for (const auto& key : keys) {
    if (kid.empty() || key.kid == kid) found.push_back(key);
  }
  return found;
}

}  // namespace

bool may_fetch(std::deque<int64_t>& times, int64_t now_ms) {
  while (!times.empty() && (times.front() <= now_ms - window_ms || times.front() > now_ms)) times.pop_front();
  if (times.size() >= most_fetches) return false;
  times.push_back(now_ms);
  return true;
}

bool KeyCache::fetch(const std::string& url) {
  const int64_t now = now_ms();
  if (!known_.with([&](Known& known) { return may_fetch(known.fetches, now); })) return false;
  try {
    const Fetched answer = outbound_.fetch({.url = url, .headers = {{"Accept", "application/json"}}});
    auto keys = answer.status == 200 ? parse_jwks(answer.body) : std::nullopt;
    if (!keys) return false;
    known_.with([&](Known& known) {
      known.url = url;
      known.keys = std::move(*keys);
      known.fetched_ms = now;
    });
    return true;
  } catch (const Error&) {
    return false;  // keys of before serve on
  }
}

std::vector<Jwk> KeyCache::find(const std::string& url, std::string_view kid) {
  const auto look = [&](bool& stale) {
    return known_.with([&](const Known& known) {
      stale = known.url != url || now_ms() - known.fetched_ms > fresh_ms;
      return known.url == url ? with_kid(known.keys, kid) : std::vector<Jwk>();
    });
  };
  bool stale = false;
  auto found = look(stale);
  if (!found.empty() && !stale) return found;
  const bool fetched = fetch(url);
  auto again = look(stale);
  if (again.empty() && !fetched)
    throw Failure("provider_unavailable", "the provider's keys at " + url + " cannot be fetched at the moment");
  return again;
}

}  // namespace veza::oauth
