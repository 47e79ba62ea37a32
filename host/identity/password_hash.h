// Passwords at rest: argon2id (RFC 9106) with the OWASP parameters m = 19 MiB, t = 2, p = 1.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::identity {

struct HashCost {
  unsigned memory_kib = 19'456;
  unsigned passes = 2;
};

// Any thread; blocks: a hash takes tens of milliseconds, and at most `at_once` are computed together, so that a burst
// of sign-ins costs time instead of memory (19 MiB each, given back to the system afterwards).
class PasswordHasher {
 public:
  explicit PasswordHasher(HashCost cost = {}, int at_once = 2);
  ~PasswordHasher();

  // PHC text: "$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>". Errors (unavailable): no memory.
  base::Result<std::string> hash(std::string_view password) const;

  // Whether `password` is the one behind `encoded`. An empty or malformed `encoded` is never right, but costs the same
  // time as any other, so that the answer's delay does not tell whether an account exists.
  bool verify(std::string_view password, const std::string& encoded) const;

  // Whether `encoded` was made with other costs than today's and should be replaced at the next sign-in.
  bool outdated(std::string_view encoded) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::identity
