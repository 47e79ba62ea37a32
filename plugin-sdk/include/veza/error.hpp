// Failures of the C++ face: exceptions inside the plugin, statuses at the boundary.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "veza/abi/base.h"
#include "veza/abi/plugin.h"

namespace veza {

// A service call failed, or a callback wants to fail with this status. what() is the sentence.
class Error : public std::runtime_error {
 public:
  Error(veza_status status, const std::string& message) : std::runtime_error(message), status_(status) {}
  veza_status status() const { return status_; }

 private:
  veza_status status_;
};

// What a handler throws to answer with an error envelope: HTTP status, snake_case code, a sentence to act on, and for
// 422 the fields at fault.
class HttpError : public std::runtime_error {
 public:
  struct Field {
    std::string field, problem;
  };
  HttpError(int status, std::string code, const std::string& message, std::vector<Field> details = {})
      : std::runtime_error(message), status_(status), code_(std::move(code)), details_(std::move(details)) {}
  // 422 invalid_fields, in the sentence that names the first of `problems` (at least one; each reads on after "it": "is
  // missing", "must be a number").
  static HttpError invalid_fields(std::vector<Field> problems) {
    std::string message = "Please check " + problems.at(0).field + ": it " + problems.at(0).problem;
    message += problems.size() == 1 ? "." : " (and " + std::to_string(problems.size() - 1) + " more).";
    return {422, "invalid_fields", message, std::move(problems)};
  }
  int status() const { return status_; }
  const std::string& code() const { return code_; }
  const std::vector<Field>& details() const { return details_; }

 private:
  int status_;
  std::string code_;
  std::vector<Field> details_;
};

namespace detail {

inline veza_str abi(std::string_view text) { return {text.data(), text.size()}; }
inline std::string_view view(veza_str text) { return {text.ptr, text.len}; }
inline std::string copy(veza_str text) { return text.len ? std::string(text.ptr, text.len) : std::string(); }

// A sink that fills a std::string.
inline veza_sink into(std::string& out) {
  return {&out, [](void* self, veza_str text) { static_cast<std::string*>(self)->assign(text.ptr, text.len); }};
}

// Throws the host's sentence for a failed call.
inline void check(const veza_host* host, veza_status status) {
  if (status < 0) throw Error(status, copy(host->last_error(host->ctx)));
}

// Runs a callback's body so that no exception leaves the plugin: it becomes a status and a sentence.
template <class Body>
veza_status guard(const veza_host* host, Body&& body) noexcept {
  const auto fail = [host](veza_status status, const char* text) {
    host->set_error(host->ctx, abi(text));
    return status;
  };
  try {
    body();
    return VEZA_OK;
  } catch (const Error& error) {
    return fail(error.status(), error.what());
  } catch (const std::exception& error) {
    return fail(VEZA_E_INTERNAL, error.what());
  } catch (...) {
    return fail(VEZA_E_INTERNAL, "the plugin threw something that is not a std::exception");
  }
}

}  // namespace detail
}  // namespace veza
