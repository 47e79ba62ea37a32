// veza.identity/1: who asks and what they may do.
#pragma once
#include "veza/abi/identity.h"
#include "veza/host.hpp"
#include "veza/json.hpp"

namespace veza {

// Who asks: a view, valid for the call it was got from. Any thread.
class Principal {
 public:
  Principal(const veza_identity_v1* table, const veza_principal* principal) : table_(table), principal_(principal) {}
  std::string_view user_id() const { return detail::view(table_->user_id(principal_)); }
  std::string_view username() const { return detail::view(table_->username(principal_)); }
  std::string_view role() const { return detail::view(table_->role(principal_)); }
  bool signed_in() const { return !user_id().empty(); }
  // Whether the permission is held, whoever owns what it is for.
  bool can(std::string_view permission) const { return table_->can(principal_, detail::abi(permission)) != 0; }
  // Whether `permission` ("track:delete") may be done to what `owner_id` owns: one's own with the permission itself,
  // that of others, and what nobody owns (an empty id), with "<permission>_any". Ask this wherever something has an
  // owner. (1.2)
  bool may(std::string_view permission, std::string_view owner_id) const {
    if (!VEZA_HAS(table_, may)) throw Error(VEZA_E_UNSUPPORTED, "this Veza has no identity.may; update it to SDK 1.2");
    return table_->may(principal_, detail::abi(permission), detail::abi(owner_id)) != 0;
  }
  const veza_principal* abi() const { return principal_; }

 private:
  const veza_identity_v1* table_;
  const veza_principal* principal_;
};

struct StreamToken {
  std::string token;
  int64_t expires_in_s = 0;
};

class Identity : detail::Service<veza_identity_v1> {
 public:
  explicit Identity(const Host& host) : Service(host, VEZA_IDENTITY_V1) {}

  Principal principal(const veza_principal* principal) const { return {table_, principal}; }

  // {id, username, role}; null when there is no such user. [worker]
  Json user(std::string_view user_id) const {
    std::string text;
    const veza_status status = table_->user(table_->ctx, detail::abi(user_id), detail::into(text));
    if (status == VEZA_E_NOT_FOUND) return nullptr;
    check(status);
    return Json::parse(text);
  }
  // [{id, username, role}] of at most `limit` users (100 at the most) whose name begins with `name`, without case, by
  // name; nobody for an empty one. [worker] (1.2)
  Json find_users(std::string_view name, uint32_t limit) const {
    if (!VEZA_HAS(table_, find_users)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no identity.find_users; update it to SDK 1.2");
    }
    std::string text;
    check(table_->find_users(table_->ctx, detail::abi(name), limit, detail::into(text)));
    return Json::parse(text);
  }
  // Check first that the principal may read the resource.
  StreamToken issue_stream_token(const Principal& principal, std::string_view resource) const {
    StreamToken out;
    check(table_->issue_stream_token(table_->ctx, principal.abi(), detail::abi(resource), detail::into(out.token),
                                     &out.expires_in_s));
    return out;
  }
  bool stream_token_is_good(std::string_view token, std::string_view resource) const {
    return table_->check_stream_token(table_->ctx, detail::abi(token), detail::abi(resource)) == VEZA_OK;
  }

 private:
  friend class Http;
  friend class WebSockets;
};

}  // namespace veza
