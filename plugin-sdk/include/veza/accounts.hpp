// veza.accounts/1: for plugins that sign people in. (SDK 1.2) plugin.json says why it is needed:
//
//     "requires": {"veza.accounts/1": {"reason": "Signs people in whom another provider vouches for."}}
#pragma once
#include <functional>
#include <optional>

#include "veza/abi/accounts.h"
#include "veza/db.hpp"
#include "veza/http_message.hpp"

namespace veza {

struct Account {
  std::string id, username, email, role;
  std::vector<std::string> ways;  // to sign in without the plugin: "password", "passkey"
  // Whether its owner answered a mail; true, too, where the site sends none. Before that, add no way in to it: whoever
  // made the account may not be who reads its mail, and takes it over.
  bool email_verified = true;
};

// What a provider says about somebody; it has verified the address.
struct NewAccount {
  std::string username;  // a wish
  std::string email;
  std::string request_id = {};
  const Request* request = nullptr;  // the audit log has where it came from
};

// What a sign-in came to: a session, or a question for the second factor.
struct SignInOutcome {
  std::string session_id = {};            // empty: a second factor is asked for
  std::vector<std::string> cookies = {};  // each a Set-Cookie of the response
  Json answer = nullptr;                  // what the site's own sign-in answers as data
  Json second_factor = nullptr;           // {token, methods, expires_in}
};

class Accounts : detail::Service<veza_accounts_v1> {
 public:
  using SessionEnded = std::function<void(std::string_view session_id)>;
  using CountWays = std::function<int64_t(const Tx& tx, std::string_view user_id)>;

  explicit Accounts(const Host& host) : Service(host, VEZA_ACCOUNTS_V1) {}

  // [worker]
  std::optional<Account> find(std::string_view user_id) const { return look(table_->find, user_id); }
  std::optional<Account> find_by_login(std::string_view login) const { return look(table_->find_by_login, login); }

  // Inside the transaction; the new account's id. Throws Error: VEZA_E_FORBIDDEN closed, VEZA_E_CONFLICT the address
  // has an account, VEZA_E_INVALID no usable address.
  std::string add(const Tx& tx, const NewAccount& account) const {
    veza_new_account wish{};
    wish.struct_size = sizeof wish;
    wish.username = detail::abi(account.username);
    wish.email = detail::abi(account.email);
    wish.request_id = detail::abi(account.request_id);
    wish.request = account.request != nullptr ? account.request->abi() : nullptr;
    std::string id;
    check(table_->add(table_->ctx, tx.abi(), &wish, detail::into(id)));
    return id;
  }

  // `flags`: VEZA_SIGN_IN_*. [worker]
  SignInOutcome sign_in(const Request& request, std::string_view user_id, uint32_t flags = 0) const {
    std::string text;
    check(table_->sign_in(table_->ctx, request.abi(), detail::abi(user_id), flags, detail::into(text)));
    Json outcome = Json::parse(text);
    return {outcome.value("session_id", ""), outcome.value("cookies", std::vector<std::string>()),
            outcome.value("answer", Json()), outcome.value("second_factor", Json())};
  }

  bool is_fresh(const Request& request) const { return table_->is_fresh(table_->ctx, request.abi()) != 0; }
  // Throws HttpError 403 reauthentication_required unless the request's session is fresh.
  void require_fresh(const Request& request) const {
    if (is_fresh(request)) return;
    throw HttpError(403, "reauthentication_required",
                    "Confirm that it is you: give your password, a code or a passkey once more.");
  }
  // Empty for a guest.
  std::string session_id(const Request& request) const { return detail::copy(table_->session_id(request.abi())); }
  // Whether it goes on. [worker]
  bool session_lives(std::string_view session_id) const {
    return table_->session_lives(table_->ctx, detail::abi(session_id)) != 0;
  }

  void set_role(std::string_view user_id, std::string_view role) const {
    check(table_->set_role(table_->ctx, detail::abi(user_id), detail::abi(role)));
  }

  // Called on a thread of the host; must be quick. [control]
  void on_session_ended(SessionEnded call) {
    auto* kept = keep(std::move(call));
    const auto ended = [](void* self, veza_str session_id) noexcept {
      try {
        (*static_cast<const SessionEnded*>(self))(detail::view(session_id));
      } catch (...) {
        // Nobody waits for it, and a session that lingers in a plugin's table does no harm.
      }
    };
    check(table_->on_session_ended(table_->ctx, ended, kept));
  }

  // How many ways to sign in the plugin gives an account: no other way is taken from one that would be left without.
  // `db` outlives the plugin's work. [control]
  void add_ways_to_sign_in(const Db& db, CountWays count) {
    struct Kept {
      const veza_host* host;
      const Db* db;
      CountWays count;
    };
    auto* kept = keep(Kept{host_, &db, std::move(count)});
    const auto ask = [](void* self, veza_tx* tx, veza_str user_id) noexcept -> int64_t {
      const auto& asked = *static_cast<const Kept*>(self);
      int64_t ways = 0;
      const veza_status status =
          detail::guard(asked.host, [&] { ways = asked.count(asked.db->wrap(tx), detail::view(user_id)); });
      return status < 0 ? status : ways;
    };
    check(table_->add_ways_to_sign_in(table_->ctx, ask, kept));
  }
  // Those of the host and of every plugin, as `tx` sees them. Holds the account until `tx` ends.
  int64_t ways_to_sign_in(const Tx& tx, std::string_view user_id) const {
    int64_t count = 0;
    check(table_->ways_to_sign_in(table_->ctx, tx.abi(), detail::abi(user_id), &count));
    return count;
  }

 private:
  using Lookup = veza_status (*)(void*, veza_str, veza_sink);
  std::optional<Account> look(Lookup lookup, std::string_view key) const {
    std::string text;
    const veza_status status = lookup(table_->ctx, detail::abi(key), detail::into(text));
    if (status == VEZA_E_NOT_FOUND) return std::nullopt;
    check(status);
    const Json json = Json::parse(text);
    return Account{json.at("id"),   json.at("username"), json.at("email"),
                   json.at("role"), json.at("ways"),     json.value("email_verified", true)};
  }
};

}  // namespace veza
