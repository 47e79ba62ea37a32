// veza.accounts/1 over a list of accounts.
#pragma once
#include <functional>
#include <map>
#include <set>

#include "veza/accounts.hpp"
#include "veza/id.hpp"
#include "veza/testing/fake_error.hpp"
#include "veza/testing/fake_request.hpp"

namespace veza::testing {

// A session's cookie is "session=<id>"; a request belongs to the session its user has in `sessions`.
class FakeAccounts {
 public:
  FakeAccounts() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.find = [](void* ctx, veza_str user_id, veza_sink json) noexcept {
      return put(ctx, json, [&](const Account& each) { return each.id == detail::view(user_id); });
    };
    table_.find_by_login = [](void* ctx, veza_str login, veza_sink json) noexcept {
      return put(ctx, json, [&](const Account& each) {
        return each.email == detail::view(login) || each.username == detail::view(login);
      });
    };
    table_.add = [](void* ctx, veza_tx*, const veza_new_account* account, veza_sink user_id) noexcept {
      return contained([&]() -> veza_status {
        auto& fake = *static_cast<FakeAccounts*>(ctx);
        const std::string email = detail::copy(account->email);
        if (fake.closed) return fail(VEZA_E_FORBIDDEN, "this site does not take new accounts at the moment");
        if (email.find('@') == email.npos) return fail(VEZA_E_INVALID, "this is no usable e-mail address");
        for (const auto& [id, each] : fake.all) {
          if (each.email == email) return fail(VEZA_E_CONFLICT, "there is an account with this e-mail address already");
        }
        Account made{new_id(), detail::copy(account->username), email, "user", {}};
        user_id.put(user_id.self, detail::abi(made.id));
        fake.all[made.id] = made;
        return VEZA_OK;
      });
    };
    table_.sign_in = [](void* ctx, const veza_http_request*, veza_str user_id, uint32_t flags,
                        veza_sink outcome) noexcept {
      return contained([&]() -> veza_status {
        auto& fake = *static_cast<FakeAccounts*>(ctx);
        const std::string id = detail::copy(user_id);
        if (!fake.all.contains(id)) return fail(VEZA_E_NOT_FOUND, "there is no such account");
        Json json;
        if (fake.second_factor.contains(id) && (flags & VEZA_SIGN_IN_SECOND_FACTOR_DONE) == 0) {
          json["second_factor"] = {{"token", "second-" + id}, {"methods", {"totp"}}, {"expires_in", 300}};
        } else {
          const std::string session = new_id();
          fake.sessions[id] = session;
          json = {{"session_id", session}, {"cookies", {"session=" + session}}, {"answer", {{"user", {{"id", id}}}}}};
        }
        outcome.put(outcome.self, detail::abi(to_text(json)));
        return VEZA_OK;
      });
    };
    table_.is_fresh = [](void* ctx, const veza_http_request* request) noexcept -> int32_t {
      const auto& fake = *static_cast<FakeAccounts*>(ctx);
      return fake.fresh && !FakeRequest::from(request).user.id.empty();
    };
    table_.session_id = [](const veza_http_request* request) noexcept {
      return detail::abi(FakeRequest::from(request).session);
    };
    table_.set_role = [](void* ctx, veza_str user_id, veza_str role) noexcept {
      return contained([&]() -> veza_status {
        auto& fake = *static_cast<FakeAccounts*>(ctx);
        const auto found = fake.all.find(detail::copy(user_id));
        if (found == fake.all.end()) return fail(VEZA_E_NOT_FOUND, "there is no such account");
        found->second.role = detail::copy(role);
        return VEZA_OK;
      });
    };
    table_.on_session_ended = [](void* ctx, veza_session_ended call, void* self) noexcept {
      return contained([&]() -> veza_status {
        static_cast<FakeAccounts*>(ctx)->told_.emplace_back(call, self);
        return VEZA_OK;
      });
    };
    table_.add_ways_to_sign_in = [](void* ctx, veza_count_ways call, void* self) noexcept {
      return contained([&]() -> veza_status {
        static_cast<FakeAccounts*>(ctx)->counters_.emplace_back(call, self);
        return VEZA_OK;
      });
    };
    table_.ways_to_sign_in = [](void* ctx, veza_tx* tx, veza_str user_id, int64_t* ways) noexcept {
      return contained([&]() -> veza_status {
        *ways = static_cast<FakeAccounts*>(ctx)->count(tx, detail::copy(user_id));
        return VEZA_OK;
      });
    };
    table_.session_lives = [](void* ctx, veza_str session_id) noexcept -> int32_t {
      return static_cast<FakeAccounts*>(ctx)->ended_.contains(detail::copy(session_id)) ? 0 : 1;
    };
  }
  const veza_accounts_v1* table() const { return &table_; }

  // What the host asks before it takes a way to sign in away: those of the account and of the plugin.
  int64_t ways_to_sign_in(const Tx& tx, const std::string& user_id) const { return count(tx.abi(), user_id); }

  std::map<std::string, Account> all;           // by id
  std::map<std::string, std::string> sessions;  // user id → the session of the last sign-in
  std::set<std::string> second_factor;          // ids of those who are asked for one
  bool fresh = true;                            // whether signed-in requests are
  bool closed = false;                          // whether the site takes new accounts

  // As when a session ends anywhere.
  void end_session(const std::string& session_id) {
    ended_.insert(session_id);
    for (const auto& [call, self] : told_) call(self, detail::abi(session_id));
  }

 private:
  template <class Which>
  static veza_status put(void* ctx, veza_sink json, Which&& which) noexcept {
    return contained([&]() -> veza_status {
      for (const auto& [id, each] : static_cast<FakeAccounts*>(ctx)->all) {
        if (!which(each)) continue;
        json.put(json.self, detail::abi(to_text(Json{{"id", each.id},
                                                     {"username", each.username},
                                                     {"email", each.email},
                                                     {"role", each.role},
                                                     {"ways", each.ways},
                                                     {"email_verified", each.email_verified}})));
        return VEZA_OK;
      }
      return fail(VEZA_E_NOT_FOUND, "there is no such account");
    });
  }

  int64_t count(veza_tx* tx, const std::string& user_id) const {
    const auto found = all.find(user_id);
    auto ways = found == all.end() ? int64_t{0} : static_cast<int64_t>(found->second.ways.size());
    for (const auto& [call, self] : counters_) ways += call(self, tx, detail::abi(user_id));
    return ways;
  }

  std::vector<std::pair<veza_session_ended, void*>> told_;
  std::vector<std::pair<veza_count_ways, void*>> counters_;
  std::set<std::string> ended_;
  veza_accounts_v1 table_{};
};

}  // namespace veza::testing
