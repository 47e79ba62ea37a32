// What a handler returns: a value. The server writes it; no handler ever sees a socket.
//
// The server itself does, for every body of known size: HEAD, Range and If-Range (RFC 9110 section 14), If-Match,
// If-None-Match, If-Modified-Since and If-Unmodified-Since against the ETag and Last-Modified the handler set
// (section 13), gzip of text types (with Vary and a weak ETag), Content-Length or chunks, Date, Connection.
// A handler answers GET and HEAD alike, always 200 with the whole body. It sets Content-Type, and if it can ETag,
// Last-Modified, Cache-Control; Content-Length, Transfer-Encoding, Connection and Date from a handler are dropped.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"
#include "base/file.h"
#include "net/http_date.h"
#include "net/message.h"

namespace veza::net {

struct Upgrade;

// A part of an open file. The descriptor is shared (an open-file cache keeps its own reference); it is read by
// position only, and closed by whoever lets go last. Must be a regular file that does not shrink meanwhile.
struct FileBody {
  std::shared_ptr<const base::Fd> file;
  uint64_t size = 0;
  uint64_t offset = 0;
};

// A body made as it is sent. `next(buffer, capacity)` fills and returns the number of bytes, 0 at the end; an error
// cuts the connection (the client sees an incomplete body). It runs on a worker, never two calls at once, and only
// after the client has taken what came before.
struct PullBody {
  std::function<base::Result<size_t>(char* buffer, size_t capacity)> next;
  std::optional<uint64_t> size;                       // unknown: chunked
  std::function<base::Status(uint64_t offset)> seek;  // optional; with it (and `size`) ranges work
};

using SharedText = std::shared_ptr<const std::string>;
using ResponseBody = std::variant<std::monostate, std::string, SharedText, FileBody, PullBody>;

struct Response {
  int status = 200;
  Headers headers;
  ResponseBody body;
  // Field lines written as they are after `headers`: complete, each with its CR LF, valid, rendered once and shared by
  // many responses (security headers), because nine fields cost more to store and copy than to send. May be null.
  SharedText rendered_fields;
  bool close = false;                // close the connection after this response
  std::shared_ptr<Upgrade> upgrade;  // set by net::upgrade() (websocket.h) only

  // Replaces the field. A name that is no token, or a value with CR, LF or NUL, turns the response into a 500 when
  // it is sent (the fault is reported to the server's on_fault hook), so that no header can be smuggled in.
  Response& set(const std::string& name, const std::string& value) &;
  Response&& set(const std::string& name, const std::string& value) &&;
  // Adds one more field of that name (Set-Cookie).
  Response& add(const std::string& name, const std::string& value) &;

  static Response empty(int status);
  static Response text(int status, std::string text, const std::string& type = "text/plain; charset=utf-8");
  static Response json(int status, std::string text);
  static Response shared(int status, SharedText bytes, const std::string& type);
  static Response file(FileBody file, const std::string& type);
  static Response pull(PullBody body, const std::string& type);
};

// The body's size when it is known before it is sent.
std::optional<uint64_t> known_size(const ResponseBody& body);

// "OK" for 200; "" for a code without a registered phrase.
std::string_view reason_phrase(int status);

}  // namespace veza::net
