// The chunked transfer coding (RFC 9112 section 7.1), incrementally and strictly.
#pragma once
#include <cstdint>
#include <string_view>

namespace veza::net {

// Feed it bytes as they come. Extensions are skipped and trailer fields discarded, both within limits: a size has at
// most 15 hex digits, extensions 4 KiB in all, the trailer section 8 KiB in all.
class ChunkedDecoder {
 public:
  enum class State {
    more,     // all input is consumed; the body goes on
    data,     // `data` holds body bytes; call again with what is left
    done,     // the body has ended; what is left belongs to the next request
    refused,  // malformed; answer 400 and close
  };
  struct Step {
    State state;
    size_t consumed;
    std::string_view data;
  };
  Step next(std::string_view input);

 private:
  enum class Place {
    size_first,
    size_more,
    extension,
    size_lf,
    data,
    data_cr,
    data_lf,
    trailer_start,
    trailer_name,
    trailer_value,
    trailer_lf,
    end_lf,
    done
  };
  // One byte of framing; false when it is malformed.
  bool take(char c);
  bool take_size(char c);
  bool take_trailer(char c);

  Place place_ = Place::size_first;
  uint64_t size_ = 0;  // left in this chunk
  unsigned digits_ = 0;
  size_t extension_bytes_ = 0;
  size_t trailer_bytes_ = 0;
};

}  // namespace veza::net
