#include "net/response.h"

#include <type_traits>

namespace veza::net {

Response& Response::set(const std::string& name, const std::string& value) & {
  headers.set(name, value);
  return *this;
}

Response&& Response::set(const std::string& name, const std::string& value) && {
  headers.set(name, value);
  return std::move(*this);
}

Response& Response::add(const std::string& name, const std::string& value) & {
  headers.add(name, value);
  return *this;
}

namespace {

Response with_body(int status, ResponseBody body, const std::string& type) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers.add("Content-Type", type);
  return response;
}

}  // namespace

Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}

Response Response::text(int status, std::string text, const std::string& type) {
  return with_body(status, std::move(text), type);
}

Response Response::json(int status, std::string text) { return with_body(status, std::move(text), "application/json"); }

Response Response::shared(int status, SharedText bytes, const std::string& type) {
  return with_body(status, std::move(bytes), type);
}

Response Response::file(FileBody file, const std::string& type) { return with_body(200, std::move(file), type); }

Response Response::pull(PullBody body, const std::string& type) { return with_body(200, std::move(body), type); }

std::optional<uint64_t> known_size(const ResponseBody& body) {
  return std::visit(
      [](const auto& source) -> std::optional<uint64_t> {
        using T = std::decay_t<decltype(source)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return 0;
        } else if constexpr (std::is_same_v<T, SharedText>) {
          return source ? source->size() : 0;
        } else if constexpr (std::is_same_v<T, std::string>) {
          return source.size();
        } else {
          return source.size;
        }
      },
      body);
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 203:
      return "Non-Authoritative Information";
    case 204:
      return "No Content";
    case 205:
      return "Reset Content";
    case 206:
      return "Partial Content";
    case 300:
      return "Multiple Choices";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 451:
      return "Unavailable For Legal Reasons";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "";
  }
}

}  // namespace veza::net
