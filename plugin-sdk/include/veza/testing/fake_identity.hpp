// veza.identity/1 over a list of users.
#pragma once
#include <algorithm>
#include <map>

#include "veza/identity.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

// Somebody who may ask; the default is a guest.
struct User {
  std::string id = {}, username = {};
  std::string role = "guest";
  std::vector<std::string> permissions = {};

  const veza_principal* abi() const { return reinterpret_cast<const veza_principal*>(this); }
  static const User& from(const veza_principal* principal) { return *reinterpret_cast<const User*>(principal); }
};

class FakeIdentity {
 public:
  FakeIdentity() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.user_id = [](const veza_principal* p) noexcept { return detail::abi(User::from(p).id); };
    table_.username = [](const veza_principal* p) noexcept { return detail::abi(User::from(p).username); };
    table_.role = [](const veza_principal* p) noexcept { return detail::abi(User::from(p).role); };
    table_.can = [](const veza_principal* p, veza_str permission) noexcept -> int32_t {
      const auto& held = User::from(p).permissions;
      return std::find(held.begin(), held.end(), detail::view(permission)) != held.end();
    };
    table_.may = [](const veza_principal* p, veza_str permission, veza_str owner_id) noexcept -> int32_t {
      const auto& user = User::from(p);
      const auto holds = [&](const std::string& word) {
        return std::find(user.permissions.begin(), user.permissions.end(), word) != user.permissions.end();
      };
      const auto word = detail::copy(permission);
      if (word.empty()) return 0;
      const bool own = owner_id.len > 0 && detail::view(owner_id) == user.id;
      return (own && holds(word)) || holds(word + "_any");
    };
    table_.user = [](void* ctx, veza_str user_id, veza_sink json) noexcept {
      const auto& known = static_cast<FakeIdentity*>(ctx)->users;
      return contained([&]() -> veza_status {
        const auto found = known.find(detail::copy(user_id));
        if (found == known.end()) return fail(VEZA_E_NOT_FOUND, "there is no such user");
        const auto& user = found->second;
        json.put(json.self,
                 detail::abi(to_text(Json{{"id", user.id}, {"username", user.username}, {"role", user.role}})));
        return VEZA_OK;
      });
    };
    table_.find_users = [](void* ctx, veza_str name, uint32_t limit, veza_sink json) noexcept {
      const auto& known = static_cast<FakeIdentity*>(ctx)->users;
      return contained([&]() -> veza_status {
        const auto lower = [](std::string text) {
          for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
          return text;
        };
        const std::string wanted = lower(detail::copy(name));
        std::map<std::string, const User*> found;
        for (const auto& [id, user] : known) {
          if (!wanted.empty() && lower(user.username).starts_with(wanted)) found.emplace(lower(user.username), &user);
        }
        Json answer = Json::array();
        for (const auto& [key, user] : found) {
          if (answer.size() == std::min<uint32_t>(limit, 100)) break;
          answer.push_back({{"id", user->id}, {"username", user->username}, {"role", user->role}});
        }
        json.put(json.self, detail::abi(to_text(answer)));
        return VEZA_OK;
      });
    };
    table_.issue_stream_token = [](void*, const veza_principal* p, veza_str resource, veza_sink token,
                                   int64_t* expires_in_s) noexcept {
      return contained([&]() -> veza_status {
        token.put(token.self, detail::abi(stream_token(User::from(p), detail::view(resource))));
        if (expires_in_s) *expires_in_s = 600;
        return VEZA_OK;
      });
    };
    table_.check_stream_token = [](void*, veza_str token, veza_str resource) noexcept {
      return contained([&]() -> veza_status {
        const bool good =
            detail::view(token).starts_with("stream:") && detail::view(token).ends_with(":" + detail::copy(resource));
        return good ? VEZA_OK : fail(VEZA_E_UNAUTHORIZED, "the stream token is not valid");
      });
    };
  }

  const veza_identity_v1* table() const { return &table_; }

  // A token this fake takes for genuine.
  static std::string stream_token(const User& user, std::string_view resource) {
    return "stream:" + user.id + ":" + std::string(resource);
  }

  std::map<std::string, User> users;  // by id: those identity.user finds

 private:
  veza_identity_v1 table_{};
};

}  // namespace veza::testing
