#include "net/head_check.h"

#include "base/text.h"
#include "net/head_fields.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

using State = HeadResult::State;

HeadResult refused(int status, std::string_view reason) { return {State::refused, 0, status, reason}; }

struct Line {
  enum class State { whole, partial, bare_lf } state;
  std::string_view text;  // without CRLF; partial: what is there
};

Line next_line(std::string_view bytes) {
  const size_t lf = bytes.find('\n');
  if (lf == std::string_view::npos) return {Line::State::partial, bytes};
  if (lf == 0 || bytes[lf - 1] != '\r') return {Line::State::bare_lf, {}};
  return {Line::State::whole, bytes.substr(0, lf - 1)};
}

std::optional<HeadResult> check_request_line(std::string_view line, const HeadLimits& limits, Head& head) {
  if (!is_field_value(line)) return refused(400, "The request line holds a control character.");
  const size_t first = line.find(' ');
  const size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return refused(400, "The request line must be: method, target, HTTP version.");
  }
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (head.method.size() > 32 || !is_token(head.method)) return refused(400, "The method is not a token.");
  if (head.target.size() > limits.target) return refused(414, "The request target is too long.");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    const bool shaped = version.size() == 8 && version.substr(0, 5) == "HTTP/" && is_digit(version[5]) &&
                        version[6] == '.' && is_digit(version[7]);
    return shaped ? refused(505, "This server speaks HTTP/1.0 and HTTP/1.1.")
                  : refused(400, "The HTTP version is malformed.");
  }
  head.http_1_0 = version == "HTTP/1.0";
  return std::nullopt;
}

std::optional<HeadResult> check_field(std::string_view line, Head& head) {
  if (line.front() == ' ' || line.front() == '\t') return refused(400, "Folded header lines are not accepted.");
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return refused(400, "A header line has no colon.");
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) return refused(400, "A header name is not a token.");
  const std::string_view value = trim_ows(line.substr(colon + 1));
  if (!is_field_value(value)) return refused(400, "A header value holds a control character.");
  head.fields.push_back({name, value});
  return std::nullopt;
}

}  // namespace

HeadResult check_head(std::string_view bytes, const HeadLimits& limits, Head& head) {
  head.fields.clear();
  head.method = {};
  // One empty line before the request line is forgiven (RFC 9112 section 2.2).
  size_t at = bytes.substr(0, 2) == "\r\n" ? 2 : 0;
  for (;;) {
    const Line line = next_line(bytes.substr(at));
    if (line.state == Line::State::bare_lf) return refused(400, "A line ends without a carriage return.");
    const bool first = head.method.empty();
    if (first && line.text.size() > limits.target + 48) return refused(414, "The request target is too long.");
    if (!first && line.text.size() > limits.field_line) return refused(431, "A header line is too long.");
    if (at + line.text.size() > limits.bytes) return refused(431, "The request head is too large.");
    if (line.state == Line::State::partial) {
      // Nothing that could still become a head holds a NUL; do not wait for the rest of, say, a TLS handshake.
      if (line.text.find('\0') != std::string_view::npos) return refused(400, "The request head holds a NUL.");
      return {};
    }
    at += line.text.size() + 2;
    if (!first && line.text.empty()) break;
    if (first) {
      if (auto fault = check_request_line(line.text, limits, head)) return *fault;
      continue;
    }
    if (head.fields.size() == limits.fields) return refused(431, "The request has too many header fields.");
    if (auto fault = check_field(line.text, head)) return *fault;
  }
  if (const auto fault = read_fields(head)) return refused(fault->status, fault->reason);
  return {State::complete, at, 0, {}};
}

}  // namespace veza::net
