// veza.identity/1
#include <algorithm>

#include "identity/authorize.h"
#include "identity/find_users.h"
#include "identity/stream_tokens.h"
#include "identity/user_store.h"
#include "plugins/boundary.h"
#include "plugins/principal_abi.h"
#include "plugins/service.h"
#include "veza/abi/identity.h"

namespace veza::plugins {
namespace {

constexpr size_t max_word = 512;
constexpr uint32_t most_users = 100;

class IdentityService final : public Service {
 public:
  IdentityService(PluginContext& plugin, const Services& services)
      : plugin_(plugin), db_(services.db), tokens_(services.stream_tokens) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .user_id = [](const veza_principal* who) noexcept { return abi(from_abi(who).user_id); },
              .username = [](const veza_principal* who) noexcept { return abi(from_abi(who).username); },
              .role = [](const veza_principal* who) noexcept { return abi(from_abi(who).role); },
              .can = [](const veza_principal* who, veza_str permission) noexcept -> int32_t {
                return readable(permission, max_word) && identity::authorize(from_abi(who), view(permission)) ? 1 : 0;
              },
              .user = &user,
              .issue_stream_token = &issue_stream_token,
              .check_stream_token = &check_stream_token,
              .may = [](const veza_principal* who, veza_str permission, veza_str owner_id) noexcept -> int32_t {
                if (!readable(permission, max_word) || !readable(owner_id, max_word)) return 0;
                const auto allowed = contained([&] {
                  return veza_status{identity::authorize(from_abi(who), view(permission), view(owner_id)) ? 1 : 0};
                });
                return allowed == 1 ? 1 : 0;  // a fault is negative, and a no
              },
              .find_users = &find_users};
  }
  std::string_view id() const override { return VEZA_IDENTITY_V1; }
  const void* table() const override { return &table_; }

 private:
  static veza_status user(void* ctx, veza_str user_id, veza_sink json) noexcept {
    auto* self = static_cast<IdentityService*>(ctx);
    if (!self) return bad_argument("identity.user", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!readable(user_id, max_word) || !json.put) return bad_argument("identity.user", "no id, or no sink");
      const auto found = identity::find_user(self->db_, view(user_id));
      if (!found) return refuse(found.error());
      if (!*found) return refuse(base::Code::not_found, "there is no such user");
      const std::string text = base::to_text(identity::to_public_json((*found)->user));
      json.put(json.self, abi(text));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status find_users(void* ctx, veza_str name, uint32_t limit, veza_sink json) noexcept {
    auto* self = static_cast<IdentityService*>(ctx);
    if (!self) return bad_argument("identity.find_users", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!readable(name, max_word) || !json.put) return bad_argument("identity.find_users", "no name, or no sink");
      const auto found = identity::find_users_named(self->db_, view(name), std::min<uint32_t>(limit, most_users));
      if (!found) return refuse(found.error());
      base::Json users = base::Json::array();
      for (const auto& each : *found) users.push_back(each);
      const std::string text = base::to_text(users);
      json.put(json.self, abi(text));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status issue_stream_token(void* ctx, const veza_principal* who, veza_str resource, veza_sink token,
                                        int64_t* expires_in_s) noexcept {
    auto* self = static_cast<IdentityService*>(ctx);
    if (!self) return bad_argument("identity.issue_stream_token", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!readable(resource, max_word) || !token.put) {
        return bad_argument("identity.issue_stream_token", "no resource, or no sink");
      }
      const auto made = self->tokens_.issue(from_abi(who).user_id, view(resource));
      if (!made) return refuse(made.error());
      token.put(token.self, abi(*made));
      if (expires_in_s) *expires_in_s = identity::stream_token_lifetime_s;
      return veza_status{VEZA_OK};
    });
  }

  static veza_status check_stream_token(void* ctx, veza_str token, veza_str resource) noexcept {
    auto* self = static_cast<IdentityService*>(ctx);
    if (!self) return bad_argument("identity.check_stream_token", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!readable(token, 4096) || !readable(resource, max_word)) {
        return bad_argument("identity.check_stream_token", "no token, or no resource");
      }
      if (self->tokens_.check(view(token), view(resource))) return veza_status{VEZA_OK};
      return refuse(base::Code::unauthorized, "the stream token is not valid for this, or has expired");
    });
  }

  PluginContext& plugin_;
  data::Database& db_;
  const identity::StreamTokens& tokens_;
  veza_identity_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_identity_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<IdentityService>(plugin, services);
}

}  // namespace veza::plugins
