// Listen addresses as people write them.
#pragma once
#include <string>
#include <vector>

#include "net/server.h"

namespace veza::app {

// "127.0.0.1:8080", "[::1]:8080", "localhost:0", ":8080" (every interface). Errors (invalid): one sentence naming it.
base::Result<net::ListenAddress> parse_listen(const std::string& text, bool tls);

}  // namespace veza::app
