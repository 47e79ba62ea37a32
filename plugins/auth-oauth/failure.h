// Why somebody who came back from a provider is not signed in.
#pragma once
#include <stdexcept>
#include <string>

namespace veza::oauth {

// `code` goes to the page, which has a sentence for it; what() to the log, without anything secret.
class Failure : public std::runtime_error {
 public:
  Failure(std::string code, const std::string& text) : std::runtime_error(text), code_(std::move(code)) {}
  const std::string& code() const { return code_; }

 private:
  std::string code_;
};

}  // namespace veza::oauth
