// A provider's keys, kept and fetched again when it has turned them over.
#pragma once
#include <deque>
#include <vector>

#include <veza/outbound.hpp>

#include "guarded.h"
#include "jose/jwk.h"

namespace veza::oauth {

// Whether keys may be fetched now: at most five times a minute, so that nobody makes us ask a provider with tokens that
// name keys there are none of. Plain rule over the times of earlier fetches.
bool may_fetch(std::deque<int64_t>& times, int64_t now_ms);

class KeyCache {
 public:
  explicit KeyCache(const Outbound& outbound) : outbound_(outbound) {}

  // The keys with this kid (all for an empty one). A kid that is not known has the set fetched once more; so has a set
  // older than an hour. Throws Failure("provider_unavailable") when there is none at all. [worker]
  std::vector<Jwk> find(const std::string& url, std::string_view kid);

 private:
  struct Known {
    std::string url;
    std::vector<Jwk> keys;
    int64_t fetched_ms = 0;
    std::deque<int64_t> fetches;
  };
  bool fetch(const std::string& url);

  const Outbound& outbound_;
  Guarded<Known> known_;
};

}  // namespace veza::oauth
