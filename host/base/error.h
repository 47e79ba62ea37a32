// Errors as values. A function that can fail returns Result<T>; each caller that passes an error on adds what it was
// doing, so the text reads from the outside in: "while publishing track X: blob store is full".
#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace veza::base {

enum class Code {
  invalid,       // the input breaks a rule; the sender must change it
  unauthorized,  // nobody is signed in, or the proof is not valid
  forbidden,     // somebody is, but may not do this
  not_found,
  conflict,     // the state does not allow it (exists already, changed meanwhile)
  too_large,    // over a size limit
  unsupported,  // a kind we do not handle (media type, version)
  limited,      // too often; try again later
  unavailable,  // a dependency is down; try again later
  cancelled,
  internal,  // a fault of ours or of the machine
};

// The code's snake_case name, as logs and envelopes show it.
std::string_view name(Code code);

struct Error {
  Code code = Code::internal;
  std::string message;

  // The same error, prefixed: Error{…,"disk is full"}.while_("storing blob a/b") → "while storing blob a/b: disk is
  // full".
  Error while_(std::string_view doing) const;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Code code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail_while(std::string_view doing, const Error& error) {
  return tl::unexpected<Error>(error.while_(doing));
}

// errno as an Error: "cannot open /x: No such file or directory". ENOENT → not_found, ENOSPC/EDQUOT → unavailable,
// EACCES/EPERM → forbidden, EEXIST → conflict, all else → internal.
Error errno_error(std::string_view what, int error_number);

}  // namespace veza::base
