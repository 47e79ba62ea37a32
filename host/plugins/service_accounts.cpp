// veza.accounts/1
#include "base/json.h"
#include "base/text.h"
#include "identity/identity.h"
#include "identity/routes.h"
#include "identity/session_store.h"
#include "identity/sign_in.h"
#include "identity/user_store.h"
#include "plugins/boundary.h"
#include "plugins/http_call.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "veza/abi/accounts.h"

namespace veza::plugins {
namespace {

constexpr size_t max_word = 512;
constexpr uint32_t known_flags = VEZA_SIGN_IN_REMEMBER | VEZA_SIGN_IN_SECOND_FACTOR_DONE;

// A refusal as the wire knows it, for a plugin.
veza_status refuse_with(const http::Problem& problem) {
  const auto code = [&] {
    switch (problem.status) {
      case 400:
      case 422:
        return base::Code::invalid;
      case 401:
        return base::Code::unauthorized;
      case 403:
        return base::Code::forbidden;
      case 404:
        return base::Code::not_found;
      case 409:
        return base::Code::conflict;
      case 429:
        return base::Code::limited;
      case 503:
        return base::Code::unavailable;
      default:
        return base::Code::internal;
    }
  }();
  return refuse(code, problem.message);
}

base::Result<bool> has_passkey(data::Database& db, std::string_view user_id) {
  const auto row = db.row("SELECT 1 FROM identity_passkeys WHERE user_id = $1 LIMIT 1", {user_id});
  if (!row) return base::fail(row.error());
  return row->has_value();
}

class AccountsService final : public Service {
 public:
  AccountsService(PluginContext& plugin, const Services& services)
      : plugin_(plugin), db_(services.db), identity_(*services.identity) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .find = &find,
              .find_by_login = &find_by_login,
              .add = &add,
              .sign_in = &sign_in,
              .is_fresh = &is_fresh,
              .session_id =
                  [](const veza_http_request* request) noexcept {
                    return request ? abi(request->context.principal().sid) : veza_str{};
                  },
              .set_role = &set_role,
              .on_session_ended = &on_session_ended,
              .add_ways_to_sign_in = &add_ways_to_sign_in,
              .ways_to_sign_in = &ways_to_sign_in,
              .session_lives = &session_lives};
  }
  std::string_view id() const override { return VEZA_ACCOUNTS_V1; }
  const void* table() const override { return &table_; }

  base::Status go_live() override {
    listening_->gate.open();
    return {};
  }
  bool sweep(int64_t deadline_ms) override {
    listening_->gate.close();
    return listening_->gate.wait_empty(std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline_ms));
  }

 private:
  struct Listener {
    veza_session_ended call;
    void* self;
  };
  struct Counter {
    veza_count_ways count;
    void* self;
  };
  // Shared with what the Identity keeps, since that outlives the plugin. The lists are complete when the gate opens.
  struct Listening {
    Gate gate;
    std::vector<Listener> all;
    std::vector<Counter> counters;
  };

  template <class Use>
  static veza_status with_identity(void* ctx, std::string_view function, Use&& use) noexcept {
    auto* self = static_cast<AccountsService*>(ctx);
    if (!self) return bad_argument(function, "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] { return use(*self, self->identity_); });
  }

  veza_status put(const identity::MaybeUser& found, veza_sink json) const {
    if (!found) return refuse(found.error());
    if (!*found) return refuse(base::Code::not_found, "there is no such account");
    const auto& user = (*found)->user;
    base::Json ways = base::Json::array();
    if (!(*found)->password_hash.empty()) ways.push_back("password");
    const auto passkey = has_passkey(db_, user.id);
    if (!passkey) return refuse(passkey.error());
    if (*passkey) ways.push_back("passkey");
    base::Json account = identity::to_public_json(user);
    account["email"] = user.email;
    account["email_verified"] = user.email_verified || !identity_.sends_mail();
    account["ways"] = std::move(ways);
    json.put(json.self, abi(base::to_text(account)));
    return VEZA_OK;
  }

  static veza_status find(void* ctx, veza_str user_id, veza_sink json) noexcept {
    return with_identity(ctx, "accounts.find", [&](AccountsService& self, identity::Identity&) {
      if (!readable(user_id, max_word) || !json.put) return bad_argument("accounts.find", "no id, or no sink");
      return self.put(identity::find_user(self.db_, view(user_id)), json);
    });
  }

  static veza_status find_by_login(void* ctx, veza_str login, veza_sink json) noexcept {
    return with_identity(ctx, "accounts.find_by_login", [&](AccountsService& self, identity::Identity&) {
      if (!readable(login, max_word) || !json.put) return bad_argument("accounts.find_by_login", "no text, or no sink");
      return self.put(identity::find_user_by_login(self.db_, view(login)), json);
    });
  }

  static veza_status add(void* ctx, veza_tx* tx, const veza_new_account* account, veza_sink user_id) noexcept {
    return with_identity(ctx, "accounts.add", [&](AccountsService&, identity::Identity& identity) {
      if (!tx || !account || account->struct_size < offsetof(veza_new_account, request) || !user_id.put ||
          !readable(account->username, max_word) || !readable(account->email, max_word) ||
          !readable(account->request_id, max_word)) {
        return bad_argument("accounts.add", "a NULL, a text that is none, or struct_size is not set");
      }
      if (!identity.config().registration_open)
        return refuse(base::Code::forbidden, "this site does not take new accounts at the moment");
      identity::ClientInfo client{"", "", std::string(view(account->request_id))};
      if (VEZA_HAS(account, request) && account->request) client = identity::client_info(account->request->context);
      const auto user = identity.accounts().add_vouched(from_abi(tx), std::string(view(account->username)),
                                                        std::string(view(account->email)), client);
      if (!user) return refuse_with(user.error());
      user_id.put(user_id.self, abi(user->id));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status sign_in(void* ctx, const veza_http_request* request, veza_str user_id, uint32_t flags,
                             veza_sink outcome) noexcept {
    return with_identity(ctx, "accounts.sign_in", [&](AccountsService& self, identity::Identity& identity) {
      if (!request || !readable(user_id, max_word) || !outcome.put || (flags & ~known_flags) != 0)
        return bad_argument("accounts.sign_in", "a NULL, no id, no sink, or a flag this host does not know");
      const auto user = identity.accounts().find(view(user_id));
      if (!user) return refuse_with(user.error());
      const bool second_factor_done = (flags & VEZA_SIGN_IN_SECOND_FACTOR_DONE) != 0;
      const auto done = identity::sign_in(
          identity, identity::client_info(request->context), *user, (flags & VEZA_SIGN_IN_REMEMBER) != 0,
          {identity::SignInMethod::external, second_factor_done ? "provider" : "", self.plugin_.id()});
      if (!done) return refuse_with(done.error());
      base::Json json;
      if (const auto* session = std::get_if<identity::SignedIn>(&*done)) {
        const auto answer = identity::session_response(identity, request->context, *session, 200);
        base::Json cookies = base::Json::array();
        for (auto field = answer.headers.find("Set-Cookie"); field != answer.headers.end(); ++field) {
          if (base::equal_no_case(field->first, "Set-Cookie")) cookies.push_back(field->second);
        }
        const auto* body = std::get_if<std::string>(&answer.body);
        const auto parsed = body ? base::parse_json(*body) : base::fail(base::Code::internal, "no body");
        if (!parsed) return refuse(parsed.error());
        json = {{"session_id", session->sid}, {"cookies", std::move(cookies)}, {"answer", parsed->at("data")}};
      } else {
        const auto& needed = std::get<identity::SecondFactorNeeded>(*done);
        json = {{"second_factor",
                 {{"token", needed.token}, {"methods", needed.methods}, {"expires_in", needed.expires_in_s}}}};
      }
      outcome.put(outcome.self, abi(base::to_text(json)));
      return veza_status{VEZA_OK};
    });
  }

  static int32_t is_fresh(void* ctx, const veza_http_request* request) noexcept {
    int32_t fresh = 0;
    with_identity(ctx, "accounts.is_fresh", [&](AccountsService&, identity::Identity& identity) {
      if (!request) return bad_argument("accounts.is_fresh", "the request is NULL");
      fresh = identity::require_fresh(identity, request->context).has_value() ? 1 : 0;
      return veza_status{VEZA_OK};
    });
    return fresh;
  }

  static veza_status set_role(void* ctx, veza_str user_id, veza_str role) noexcept {
    return with_identity(ctx, "accounts.set_role", [&](AccountsService& self, identity::Identity& identity) {
      if (!readable(user_id, max_word) || !readable(role, max_word))
        return bad_argument("accounts.set_role", "no id, or no role");
      const auto done =
          identity.accounts().set_role(view(user_id), view(role), {.otherwise = "plugin " + self.plugin_.id()});
      return done ? veza_status{VEZA_OK} : refuse_with(done.error());
    });
  }

  static veza_status on_session_ended(void* ctx, veza_session_ended call, void* self_of_call) noexcept {
    return with_identity(ctx, "accounts.on_session_ended", [&](AccountsService& self, identity::Identity& identity) {
      if (auto status = self.plugin_.check_registering("accounts.on_session_ended"); status < 0) return status;
      if (!call) return bad_argument("accounts.on_session_ended", "the function is NULL");
      self.listening_->all.push_back({call, self_of_call});
      if (self.listening_->all.size() > 1) return veza_status{VEZA_OK};
      identity.on_session_ended([listening = self.listening_](const std::string& sid) {
        const Gate::Visit visit(listening->gate);
        if (!visit) return;
        for (const auto& each : listening->all) each.call(each.self, abi(sid));
      });
      return veza_status{VEZA_OK};
    });
  }

  static veza_status add_ways_to_sign_in(void* ctx, veza_count_ways count, void* self_of_call) noexcept {
    constexpr std::string_view name = "accounts.add_ways_to_sign_in";
    return with_identity(ctx, name, [&](AccountsService& self, identity::Identity& identity) {
      if (auto status = self.plugin_.check_registering(name); status < 0) return status;
      if (!count) return bad_argument(name, "the function is NULL");
      self.listening_->counters.push_back({count, self_of_call});
      if (self.listening_->counters.size() > 1) return veza_status{VEZA_OK};
      identity.passkeys().add_way_to_sign_in(
          [listening = self.listening_](data::Transaction& tx, std::string_view user_id) -> base::Result<int64_t> {
            const Gate::Visit visit(listening->gate);
            if (!visit) return 0;
            int64_t ways = 0;
            for (const auto& each : listening->counters) {
              int64_t more = 0;
              auto asked = call_plugin([&] {
                more = each.count(each.self, to_abi(tx), abi(user_id));
                return more < 0 ? static_cast<veza_status>(more) : veza_status{VEZA_OK};
              });
              if (!asked) return base::fail_while("counting ways to sign in", asked.error());
              ways += more;
            }
            return ways;
          });
      return veza_status{VEZA_OK};
    });
  }

  static veza_status ways_to_sign_in(void* ctx, veza_tx* tx, veza_str user_id, int64_t* count) noexcept {
    return with_identity(ctx, "accounts.ways_to_sign_in", [&](AccountsService&, identity::Identity& identity) {
      if (!tx || !readable(user_id, max_word) || !count)
        return bad_argument("accounts.ways_to_sign_in", "a NULL, or no id");
      const auto ways = identity.passkeys().ways_to_sign_in(from_abi(tx), view(user_id));
      if (!ways) return refuse(ways.error());
      *count = *ways;
      return veza_status{VEZA_OK};
    });
  }

  static int32_t session_lives(void* ctx, veza_str session_id) noexcept {
    int32_t lives = 0;
    with_identity(ctx, "accounts.session_lives", [&](AccountsService& self, identity::Identity&) {
      if (!readable(session_id, max_word)) return bad_argument("accounts.session_lives", "no id");
      const auto proved = identity::authenticated_at(self.db_, view(session_id));
      if (!proved) return refuse(proved.error());
      lives = proved->has_value() ? 1 : 0;
      return veza_status{VEZA_OK};
    });
    return lives;
  }

  PluginContext& plugin_;
  data::Database& db_;
  identity::Identity& identity_;
  std::shared_ptr<Listening> listening_ = std::make_shared<Listening>();
  veza_accounts_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_accounts_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<AccountsService>(plugin, services);
}

}  // namespace veza::plugins
