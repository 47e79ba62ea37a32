// The sentence of a thread's last failed call, as the host keeps it.
#pragma once
#include <exception>
#include <string>
#include <string_view>

#include "veza/error.hpp"

namespace veza::testing {

inline std::string& last_sentence() {
  thread_local std::string sentence;
  return sentence;
}

inline veza_status fail(veza_status status, std::string_view sentence) {
  last_sentence() = sentence;
  return status;
}

// Runs a table function's body; what it throws becomes a failure.
template <class Body>
veza_status contained(Body&& body) noexcept {
  try {
    return body();
  } catch (const Error& error) {
    return fail(error.status(), error.what());
  } catch (const std::exception& error) {
    return fail(VEZA_E_INTERNAL, error.what());
  }
}

// Ends a call of the test's with an exception when the plugin, or the fake, failed.
inline void check(veza_status status) {
  if (status < 0) throw Error(status, last_sentence());
}

}  // namespace veza::testing
