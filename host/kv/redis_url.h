// Where a Redis is and how to sign in, as one URL:
//
//     redis://[[user]:password@]host[:port][/database]      rediss://… the same over TLS
//     unix://[[user]:password@]/path/of/socket[?db=database]
//
// Percent-encode what is special in user and password. IPv6 addresses stand in brackets.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::kv {

struct RedisTarget {
  std::string host;  // a name or an address; empty for a Unix socket
  uint16_t port = 6379;
  std::string path;  // of a Unix socket
  bool tls = false;
  std::string user, password;
  int database = 0;

  // "Redis at cache.example:6379/2", for logs and errors: without user and password.
  std::string describe() const;
};

// Errors (invalid) never quote the URL: any part of a broken one may be the password.
base::Result<RedisTarget> parse_redis_url(std::string_view url);

}  // namespace veza::kv
