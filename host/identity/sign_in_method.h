// How somebody showed who they are, for whoever starts a session and for the audit log.
#pragma once
#include <string>
#include <string_view>

namespace veza::identity {

enum class SignInMethod {
  password,
  magic_link,
  passkey,       // with user verification: two factors by itself
  external,      // a provider, or a proxy that is trusted
  registration,  // the account was made this moment
  setup,         // the first admin, likewise
};

// "password", "magic_link" …: as the audit log has it.
constexpr std::string_view name(SignInMethod method) {
  switch (method) {
    case SignInMethod::password:
      return "password";
    case SignInMethod::magic_link:
      return "magic_link";
    case SignInMethod::passkey:
      return "passkey";
    case SignInMethod::external:
      return "external";
    case SignInMethod::registration:
      return "registration";
    case SignInMethod::setup:
      return "setup";
  }
  return "unknown";
}

// The whole way in.
struct SignInWay {
  SignInMethod method = SignInMethod::password;
  // "totp", "backup_code", "passkey", or "provider" where that asked for one; "": none.
  std::string second_factor = {};
  std::string by = {};  // which plugin vouches for an external one
};

}  // namespace veza::identity
