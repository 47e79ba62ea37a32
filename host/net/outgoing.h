// A response on its way out: the head as bytes, then where the body's bytes come from.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/file.h"
#include "net/conditional.h"
#include "net/response.h"

namespace veza::net {

class GzipCache;

struct Segment {
  using File = std::shared_ptr<const base::Fd>;
  using Pull = std::shared_ptr<PullBody>;
  static constexpr uint64_t until_end = UINT64_MAX;  // of a pull stream

  std::variant<SharedText, File, Pull> source;
  uint64_t offset = 0;
  uint64_t size = 0;
};

struct Outgoing {
  int status = 0;
  std::string head;  // status line and fields, the empty line, and a small body
  size_t head_size = 0;
  std::vector<Segment> segments;
  bool chunked = false;
  bool close = false;
  std::string request_id;
  std::shared_ptr<Upgrade> upgrade;
  bool refused = false;                      // a precondition or range failed (412, 416): a refusal takes its place
  std::optional<uint64_t> unsatisfied_size;  // of a 416: the representation's size
};

// What the serialised form depends on besides the response itself.
struct ExchangeFacts {
  Conditions conditions;
  bool keep_alive = true;  // the client allows it and so do we
  bool http_1_0 = false;
  GzipCache* packed = nullptr;  // where packed files are kept; outlives the exchange
  bool may_block = true;        // false on the reactor: no file is read and nothing large compressed
};

// Applies conditions, ranges and gzip, and writes the head. [worker, or reactor when !may_block]
// `fault` receives a sentence when the response was not fit to be sent and became a 500.
Outgoing prepare(Response&& response, const ExchangeFacts& facts, int64_t now_seconds, std::string& fault);

}  // namespace veza::net
