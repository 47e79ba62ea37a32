// multipart/form-data (RFC 7578) over a whole body, without copying it: parts are offsets into the body.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace veza::net {

struct Part {
  std::string name;
  std::optional<std::string> filename;  // untrusted: a label, never a path
  std::string content_type;             // "text/plain" when the part names none (RFC 7578 section 4.4)
  uint64_t offset = 0;                  // of the content, in the body
  uint64_t size = 0;

  std::string_view content(std::string_view body) const { return body.substr(offset, size); }
};

struct MultipartLimits {
  size_t parts = 100;
  size_t header_bytes = 8U << 10;  // of one part
};

// The boundary parameter of a Content-Type of multipart/form-data (1 to 70 characters, RFC 2046 section 5.1.1).
// Errors: unsupported (another type), invalid (no boundary, or not a legal one).
base::Result<std::string> multipart_boundary(std::string_view content_type);

// All parts. Errors: invalid (a sentence saying what is wrong), too_large (more parts or headers than the limits).
// Refused among others: no closing boundary, a part without a name, "filename*" (RFC 7578 section 4.2), a
// Content-Transfer-Encoding other than 7bit/8bit/binary, a bare CR or LF or a NUL in a header.
base::Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary,
                                                const MultipartLimits& limits = {});

}  // namespace veza::net
