// The header block of one part of multipart/form-data (RFC 7578 section 4).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/multipart.h"

namespace veza::net {

// "value; name=token; name="quoted"" (RFC 9110 section 5.6.6). Names are lower case.
struct Parameters {
  std::string value;
  std::vector<std::pair<std::string, std::string>> list;

  const std::string* find(std::string_view name) const;
};

// Nothing on a syntax fault or a repeated name. In a quoted value only \" and \\ are escapes: browsers send the
// backslashes of a Windows path as they are.
std::optional<Parameters> parse_parameters(std::string_view text);

// `block` is the lines between a delimiter and the empty line, CRLF between them. Sets all but offset and size.
base::Result<Part> read_part_headers(std::string_view block);

}  // namespace veza::net
