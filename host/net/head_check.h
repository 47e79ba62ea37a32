// The strict reading of a request head (RFC 9112), before anything else sees its bytes. A pure function: no I/O, no
// allocation but the field list. The values handed on are exactly the bytes checked here; POCO's own text parser is
// not run over them, because it decodes RFC 2047 words ("=?utf-8?Q?=0D=0A?=") into bytes nobody has checked.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace veza::net {

struct HeadLimits {
  size_t bytes = 16U << 10;
  size_t target = 8U << 10;
  size_t field_line = 8U << 10;
  size_t fields = 100;
};

// Views into the checked bytes.
struct Head {
  struct Field {
    std::string_view name, value;
  };
  std::string_view method;
  std::string_view target;  // origin-form or "*"; of an absolute-form only what follows the authority
  std::string_view host;
  bool http_1_0 = false;
  bool keep_alive = true;
  bool chunked = false;
  bool expect_continue = false;
  std::optional<uint64_t> content_length;
  std::vector<Field> fields;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

struct HeadResult {
  enum class State { incomplete, complete, refused } state = State::incomplete;
  size_t size = 0;          // complete: the head's bytes, the empty line included
  int status = 0;           // refused: 400, 414, 417, 431, 501 or 505; the connection must be closed after it
  std::string_view reason;  // refused: a sentence for the client
};

// Reads one head from the beginning of `bytes`. A fault is reported as soon as its line is complete. `head` is
// overwritten (pass the same one again to save its allocation).
HeadResult check_head(std::string_view bytes, const HeadLimits& limits, Head& head);

}  // namespace veza::net
