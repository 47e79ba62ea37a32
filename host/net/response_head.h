// The head of a response as bytes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "net/message.h"

namespace veza::net {

struct ResponseHead {
  int status;
  const Headers& headers;  // names and values already checked
  int64_t now_seconds;     // for Date
  std::optional<uint64_t> content_length;
  bool chunked;
  bool close;
  bool http_1_0;                          // the request was: keep-alive is said, not implied
  std::string_view rendered_fields = {};  // complete lines, copied as they are
};

// Appends status line, Date, the handler's fields (without those the server owns: Content-Length, Transfer-Encoding,
// Connection, Keep-Alive, Date), the server's, and the empty line.
void write_head(const ResponseHead& head, std::string& out);

}  // namespace veza::net
