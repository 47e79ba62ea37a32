// What an app is told when it does not get what it asked for.
#pragma once
#include <stdexcept>
#include <string>

namespace veza::opensubsonic {

// The protocol's codes.
enum class Code {
  generic = 0,
  missing_parameter = 10,
  wrong_password = 40,
  no_token_auth = 41,
  unknown_auth = 42,
  conflicting_auth = 43,
  bad_api_key = 44,
  not_allowed = 50,
  not_found = 70
};

// Thrown anywhere below a method. Answers are 200 with status "failed", as apps expect, unless `http` says otherwise.
class Failure : public std::runtime_error {
 public:
  Failure(Code code, const std::string& sentence, int http = 200)
      : std::runtime_error(sentence), code_(code), http_(http) {}
  Code code() const { return code_; }
  int http() const { return http_; }

 private:
  Code code_;
  int http_;
};

}  // namespace veza::opensubsonic
