// The Range field of a request (RFC 9110 section 14.2).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace veza::net {

struct ByteRange {
  uint64_t first = 0;
  uint64_t size = 0;  // at least 1
};

struct RangeAnswer {
  enum class Kind {
    whole,          // no valid byte range set, or one not worth honouring: answer 200 with everything
    partial,        // 206 with `ranges`, in the order asked for
    unsatisfiable,  // 416
  } kind = Kind::whole;
  std::vector<ByteRange> ranges;
};

// A set with a syntax fault is ignored, as the RFC asks. So is one of more than 16 ranges, or one that asks for more
// bytes than there are (overlapping ranges: section 14.2 and 17.15).
RangeAnswer choose_ranges(std::string_view field, uint64_t size);

// "bytes 0-99/1000"
std::string content_range(const ByteRange& range, uint64_t size);

}  // namespace veza::net
