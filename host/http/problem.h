// What a client is told when it does not get what it asked for.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/error.h"

namespace veza::http {

struct FieldProblem {
  std::string field;    // the JSON field, parameter or form part
  std::string problem;  // a sentence: "must have at least 10 characters"
};

struct Problem {
  int status = 500;
  std::string code = "internal";  // snake_case, part of the contract: "token_expired"
  std::string message;            // one sentence a person can act on
  std::vector<FieldProblem> details = {};
  int64_t retry_after_s = 0;  // > 0: becomes Retry-After

  // invalid 400, unauthorized 401, forbidden 403, not_found 404, conflict 409, too_large 413, unsupported 415,
  // limited 429, unavailable 503, cancelled 503, internal 500. The code is the error's name; the message is the
  // error's, except for internal faults, whose text is for the log only.
  static Problem from(const base::Error& error);
};

template <class T>
using Answer = tl::expected<T, Problem>;

inline tl::unexpected<Problem> refuse(int status, std::string code, std::string message) {
  return tl::unexpected<Problem>(Problem{status, std::move(code), std::move(message)});
}
inline tl::unexpected<Problem> refuse(Problem problem) { return tl::unexpected<Problem>(std::move(problem)); }

// The status a base::Code maps to.
int http_status(base::Code code);

}  // namespace veza::http
