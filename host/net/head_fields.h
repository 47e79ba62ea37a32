// The fields that decide where a request begins and ends and for whom it is (RFC 9112 sections 3.2, 6 and 9.3).
#pragma once
#include <optional>
#include <string_view>

#include "net/head_check.h"

namespace veza::net {

struct HeadFault {
  int status;
  std::string_view reason;
};

// Reads Host, Content-Length, Transfer-Encoding, Connection and Expect from head.fields, and reduces an absolute-form
// target. Anything two parsers could read differently is a fault.
std::optional<HeadFault> read_fields(Head& head);

}  // namespace veza::net
