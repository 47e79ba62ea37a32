#include "base/error.h"

#include <cerrno>
#include <system_error>

namespace veza::base {

std::string_view name(Code code) {
  switch (code) {
    case Code::invalid:
      return "invalid";
    case Code::unauthorized:
      return "unauthorized";
    case Code::forbidden:
      return "forbidden";
    case Code::not_found:
      return "not_found";
    case Code::conflict:
      return "conflict";
    case Code::too_large:
      return "too_large";
    case Code::unsupported:
      return "unsupported";
    case Code::limited:
      return "rate_limited";
    case Code::unavailable:
      return "unavailable";
    case Code::cancelled:
      return "cancelled";
    case Code::internal:
      return "internal";
  }
  return "internal";
}

Error Error::while_(std::string_view doing) const {
  std::string text = "while ";
  text.append(doing).append(": ").append(message);
  return Error{code, std::move(text)};
}

Error errno_error(std::string_view what, int error_number) {
  Code code = Code::internal;
  switch (error_number) {
    case ENOENT:
      code = Code::not_found;
      break;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
      code = Code::unavailable;
      break;
    case EACCES:
    case EPERM:
      code = Code::forbidden;
      break;
    case EEXIST:
      code = Code::conflict;
      break;
    default:
      break;
  }
  return Error{code, std::string(what) + ": " + std::generic_category().message(error_number)};
}

}  // namespace veza::base
