// veza.secrets/1: secrets that must be read back, sealed under the site's key file. Any thread. (SDK 1.2)
//
//     row.token = secrets_.seal(token, "refresh-token/" + user_id);
//     const std::string token = secrets_.open(row.token, "refresh-token/" + user_id);
#pragma once
#include "veza/abi/secrets.h"
#include "veza/host.hpp"

namespace veza {

class Secrets : detail::Service<veza_secrets_v1> {
 public:
  explicit Secrets(const Host& host) : Service(host, VEZA_SECRETS_V1) {}

  std::string seal(std::string_view plaintext, std::string_view context) const {
    std::string sealed;
    check(table_->seal(table_->ctx, detail::abi(plaintext), detail::abi(context), detail::into(sealed)));
    return sealed;
  }
  // Throws Error: VEZA_E_INVALID for another context or a changed text, VEZA_E_UNAVAILABLE for a key not on this host.
  std::string open(std::string_view sealed, std::string_view context) const {
    std::string plaintext;
    check(table_->open(table_->ctx, detail::abi(sealed), detail::abi(context), detail::into(plaintext)));
    return plaintext;
  }
  // Whether a younger key is in use: seal it anew at the next occasion.
  bool outdated(std::string_view sealed) const { return table_->outdated(table_->ctx, detail::abi(sealed)) != 0; }
};

}  // namespace veza
