#include "http/problem.h"

namespace veza::http {

int http_status(base::Code code) {
  switch (code) {
    case base::Code::invalid:
      return 400;
    case base::Code::unauthorized:
      return 401;
    case base::Code::forbidden:
      return 403;
    case base::Code::not_found:
      return 404;
    case base::Code::conflict:
      return 409;
    case base::Code::too_large:
      return 413;
    case base::Code::unsupported:
      return 415;
    case base::Code::limited:
      return 429;
    case base::Code::unavailable:
    case base::Code::cancelled:
      return 503;
    case base::Code::internal:
      break;
  }
  return 500;
}

Problem Problem::from(const base::Error& error) {
  Problem problem{http_status(error.code), std::string(base::name(error.code)), error.message};
  // What failed inside is for the log, not for whoever asked.
  if (problem.status == 500) problem.message = "Something went wrong on the server. Please try again.";
  if (problem.status == 503) problem.message = "The server cannot do this at the moment. Please try again soon.";
  if (problem.status == 503 || problem.status == 429) problem.retry_after_s = 1;
  return problem;
}

}  // namespace veza::http
