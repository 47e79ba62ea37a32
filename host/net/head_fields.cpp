#include "net/head_fields.h"

#include "base/text.h"
#include "net/syntax.h"

namespace veza::net {

namespace {

using base::equal_no_case;
using Fault = std::optional<HeadFault>;

Fault bad(std::string_view reason) { return HeadFault{400, reason}; }

bool is_port(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
         base::to_int(text.empty() ? "0" : text).value_or(65536) <= 65535;
}

// uri-host [ ":" port ] without userinfo (RFC 9110 section 7.2, RFC 3986 section 3.2.2); never empty.
bool is_authority(std::string_view text) {
  size_t end = 0;
  if (text.substr(0, 1) == "[") {
    end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    for (char c : text.substr(1, end - 1)) {
      if (hex_value(c) < 0 && c != ':' && c != '.') return false;
    }
    ++end;
  } else {
    while (end < text.size() && (is_digit(text[end]) || is_alpha(text[end]) ||
                                 std::string_view("-._~%!$&'()*+,;=").find(text[end]) != std::string_view::npos)) {
      ++end;
    }
    if (end == 0) return false;
  }
  return end == text.size() || (text[end] == ':' && is_port(text.substr(end + 1)));
}

// Applies `use` to each member of a comma-separated list.
template <class Use>
void each_member(std::string_view list, Use use) {
  for (;;) {
    const size_t comma = list.find(',');
    use(trim_ows(list.substr(0, comma)));
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

Fault read_target(Head& head) {
  std::string_view target = head.target;
  for (char c : target) {
    if (c <= ' ' || c == 0x7f || c == '#' || static_cast<unsigned char>(c) >= 0x80) {
      return bad("The request target holds a character that must be percent-encoded.");
    }
  }
  if (target == "*") {
    return head.method == "OPTIONS" ? std::nullopt : bad("The target * is for OPTIONS only.");
  }
  if (target.front() == '/') return std::nullopt;
  const size_t scheme = target.find("://");
  if (scheme == std::string_view::npos ||
      (!equal_no_case(target.substr(0, scheme), "http") && !equal_no_case(target.substr(0, scheme), "https"))) {
    return bad("The request target must begin with a slash.");
  }
  target.remove_prefix(scheme + 3);
  const size_t end = std::min(target.size(), target.find_first_of("/?"));
  if (!is_authority(target.substr(0, end))) return bad("The target's authority is malformed.");
  if (!head.host.empty() && !equal_no_case(target.substr(0, end), head.host)) {
    return bad("The target and the Host header name different hosts.");
  }
  head.host = target.substr(0, end);
  head.target = target.substr(end);
  if (head.target.empty()) head.target = "/";
  if (head.target.front() == '?') return bad("The request target has no path.");
  return std::nullopt;
}

Fault read_length(std::string_view value, Head& head) {
  if (head.content_length) return bad("Content-Length is sent twice.");
  if (value.empty() || value.size() > 18 || !std::all_of(value.begin(), value.end(), is_digit)) {
    return bad("Content-Length is not a number of bytes.");
  }
  head.content_length = static_cast<uint64_t>(*base::to_int(value));
  return std::nullopt;
}

Fault read_coding(std::string_view value, Head& head) {
  if (head.chunked) return bad("Transfer-Encoding is sent twice.");
  if (!equal_no_case(value, "chunked")) return HeadFault{501, "The only transfer coding understood is chunked."};
  head.chunked = true;
  return std::nullopt;
}

struct Connection {
  bool close = false, keep_alive = false;
};

Fault read_field(const Head::Field& field, Head& head, Connection& connection, int& hosts) {
  const auto is = [&](std::string_view name) { return equal_no_case(field.name, name); };
  switch (field.name.size()) {
    case 4:
      if (is("Host")) {
        if (++hosts > 1) return bad("Host is sent twice.");
        if (!is_authority(field.value)) return bad("The Host header is malformed.");
        head.host = field.value;
      }
      break;
    case 6:
      if (is("Expect")) {
        if (!equal_no_case(field.value, "100-continue")) return HeadFault{417, "The expectation is not known."};
        head.expect_continue = true;
      }
      break;
    case 10:
      if (is("Connection")) {
        each_member(field.value, [&](std::string_view option) {
          connection.close |= equal_no_case(option, "close");
          connection.keep_alive |= equal_no_case(option, "keep-alive");
        });
      }
      break;
    case 14:
      if (is("Content-Length")) return read_length(field.value, head);
      break;
    case 17:
      if (is("Transfer-Encoding")) return read_coding(field.value, head);
      break;
    default:
      break;
  }
  return std::nullopt;
}

}  // namespace

std::optional<HeadFault> read_fields(Head& head) {
  head.host = {};
  head.chunked = head.expect_continue = false;
  head.content_length.reset();
  Connection connection;
  int hosts = 0;
  for (const auto& field : head.fields) {
    if (auto fault = read_field(field, head, connection, hosts)) return fault;
  }
  if (hosts == 0 && !head.http_1_0) return bad("The Host header is missing.");
  if (head.chunked && head.content_length) return bad("Content-Length and Transfer-Encoding exclude each other.");
  if (head.chunked && head.http_1_0) return bad("HTTP/1.0 has no transfer codings.");
  if (head.http_1_0) head.expect_continue = false;
  head.keep_alive = !connection.close && (!head.http_1_0 || connection.keep_alive);
  return read_target(head);
}

}  // namespace veza::net
