// One request and its response, while they are under way. An idle connection has none.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "net/chunked.h"
#include "net/outgoing.h"
#include "net/server.h"
#include "net/spool.h"
#include "net/writer.h"

namespace veza::net {

struct Exchange {
  Request request;  // until the handler takes it
  Admission admission;
  ExchangeFacts facts;

  // The body being read: its declared rest, or a decoder; nowhere to go when it is only discarded.
  uint64_t body_left = 0;
  std::optional<ChunkedDecoder> chunked;
  std::optional<Spool> spool;
  uint64_t body_bytes = 0;
  int64_t body_began = 0;   // reactor time
  int64_t body_latest = 0;  // … of the last bytes

  std::optional<Writer> writer;
  bool pulling = false;  // a worker is making the next piece

  // For the access record; the request itself has gone to the handler by then.
  std::string method, target, route;
  std::shared_ptr<void> context;
  int64_t began_us = 0;
};

}  // namespace veza::net
