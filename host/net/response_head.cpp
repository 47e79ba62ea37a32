#include "net/response_head.h"

#include "base/text.h"
#include "net/http_date.h"
#include "net/response.h"

namespace veza::net {

namespace {

bool server_owns(const std::string& name, int status) {
  switch (name.size()) {
    case 4:
      return base::equal_no_case(name, "Date");
    case 10:
      return base::equal_no_case(name, "Keep-Alive") ||
             (status != 101 && status != 426 && base::equal_no_case(name, "Connection"));
    case 14:
      return base::equal_no_case(name, "Content-Length");
    case 17:
      return base::equal_no_case(name, "Transfer-Encoding");
    default:
      return false;
  }
}

}  // namespace

void write_head(const ResponseHead& head, std::string& out) {
  out.append("HTTP/1.1 ").append(std::to_string(head.status)).append(" ").append(reason_phrase(head.status));
  out.append("\r\nDate: ").append(http_date(head.now_seconds)).append("\r\n");
  for (const auto& [name, value] : head.headers) {
    if (!server_owns(name, head.status)) out.append(name).append(": ").append(value).append("\r\n");
  }
  out.append(head.rendered_fields);
  if (head.content_length) {
    out.append("Content-Length: ").append(std::to_string(*head.content_length)).append("\r\n");
  } else if (head.chunked) {
    out.append("Transfer-Encoding: chunked\r\n");
  }
  if (head.close) {
    out.append("Connection: close\r\n");
  } else if (head.http_1_0) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append("\r\n");
}

}  // namespace veza::net
