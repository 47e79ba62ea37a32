// `veza user add|list|role|reset-password|factors reset`
#include <iomanip>
#include <iostream>

#include "app/command.h"
#include "app/command_user_data.h"
#include "app/secrets.h"
#include "app/stores.h"
#include "base/clock.h"
#include "identity/identity.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

// Accounts on the data folder, beside a server that may be running on it.
struct Directory {
  Stores stores;
  std::unique_ptr<events::Outbox> outbox;
  std::unique_ptr<base::Seal> seal;
  observe::Audit audit;
  std::unique_ptr<identity::Identity> identity;

  static base::Result<std::unique_ptr<Directory>> open(const Settings& settings) {
    if (!has_site(settings)) return base::fail(base::Code::not_found, no_site(settings));
    auto stores = open_stores(settings, base::Log());
    if (!stores) return tl::unexpected(stores.error());
    auto made = std::make_unique<Directory>();
    made->stores = std::move(*stores);
    auto migrated = data::migrate(*made->stores.db, host_migrations(made->stores.db->dialect()));
    if (!migrated) return tl::unexpected(migrated.error());
    made->outbox = std::make_unique<events::Outbox>(*made->stores.db, events::OutboxOptions{}, base::Log());
    auto seal = open_secrets(key_file(settings, made->stores.dir), *made->stores.db);
    if (!seal) return tl::unexpected(seal.error());
    made->seal = std::move(*seal);
    auto identity =
        identity::Identity::create({}, {*made->stores.db, *made->stores.kv, *made->outbox, *made->seal, made->audit});
    if (!identity) return tl::unexpected(identity.error());
    made->identity = std::move(*identity);
    return made;
  }
};

// `about` is what the admin named, for a problem that was written for the person who fills a form.
int complain_of(const http::Problem& problem, const std::string& about = {}) {
  std::string text = (about.empty() ? "" : about + ": ") + problem.message;
  for (const auto& field : problem.details) text += " " + field.field + ": " + field.problem + ".";
  return complain(text);
}

std::string roles_sentence() {
  std::string text = "A role is one of";
  for (const auto& role : identity::role_names()) {
    if (role != "guest") text += (text.back() == 'f' ? " " : ", ") + role;
  }
  return text + ".";
}

class UserCommand : public Command {
 public:
  std::string name() const override { return "user"; }
  std::string summary() const override {
    return "Add and list accounts, change a role, set a new password, remove second factors";
  }
  std::string arguments() const override {
    return "add NAME --email ADDRESS | list | role NAME ROLE | reset-password NAME | factors reset NAME | "
           "export NAME FILE | erase NAME";
  }
  std::string notes() const override {
    return "add and reset-password make a random password and print it, unless --password-stdin gives one.\n"
           "factors reset takes away the authenticator app, the backup codes and the passkeys of somebody who lost "
           "them: make sure first who asks.\n"
           "export writes everything a user owns to a zip file; erase closes the account and removes it for good, at "
           "once.\nA running server does both; without one, this program does.\n" +
           roles_sentence() + " Changes take effect in a running server within a second.";
  }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("email", "e", "the new account's e-mail address").argument("ADDRESS"));
    options.addOption(Option("role", "r", "the new account's role (user)").argument("ROLE"));
    options.addOption(Option("password-stdin", "", "read the password from the first line of standard input"));
  }
  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const std::string action = words.empty() ? "" : words[0];
    const bool known = (action == "list" && words.size() == 1) || (action == "add" && words.size() == 2) ||
                       (action == "role" && words.size() == 3) || (action == "reset-password" && words.size() == 2) ||
                       (action == "factors" && words.size() == 3 && words[1] == "reset") ||
                       (action == "export" && words.size() == 3) || (action == "erase" && words.size() == 2);
    if (!known) return complain("say `veza user " + arguments() + "`.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto directory = Directory::open(*settings);
    if (!directory) return complain(directory.error().message, exit_config);
    identity::Accounts& accounts = (*directory)->identity->accounts();
    if (action == "list") return list(accounts);
    if (action == "add") return add(accounts, words[1], invocation);
    auto user = accounts.find_user_named(action == "factors" ? words[2] : words[1]);
    if (!user) return complain_of(user.error());
    if (action == "export" || action == "erase") {
      const UserData site{*settings, (*directory)->stores, *(*directory)->seal, (*directory)->audit};
      return action == "export" ? export_user(site, *user, words[2]) : erase_user(site, *user);
    }
    if (action == "role") return set_role(accounts, *user, words[2]);
    if (action == "factors") return reset_factors((*directory)->identity->second_factors(), *user);
    return reset_password(accounts, *user, invocation);
  }

 private:
  static std::string password_for(const Invocation& invocation, bool& made) {
    made = !invocation.has("password-stdin");
    if (made) return identity::Accounts::make_password();
    std::string line;
    std::getline(std::cin, line);
    return line;
  }

  static int add(identity::Accounts& accounts, const std::string& name, const Invocation& invocation) {
    const auto role = identity::role(invocation.get("role", "user"));
    if (!role || *role == identity::Role::guest) return complain(roles_sentence(), exit_usage);
    bool made = false;
    const std::string password = password_for(invocation, made);
    auto user = accounts.add({name, invocation.get("email"), password}, *role, true);
    if (!user) return complain_of(user.error(), name);
    std::cout << "Added " << user->username << " as " << identity::name(user->role) << ".\n";
    if (made) std::cout << "password: " << password << "\n";
    return exit_ok;
  }

  static int list(identity::Accounts& accounts) {
    constexpr size_t page = 200;
    for (std::string after;;) {
      auto users = accounts.list(page, after);
      if (!users) return complain_of(users.error());
      for (const auto& user : *users) {
        std::cout << std::left << std::setw(24) << user.username << "  " << std::setw(32) << user.email << "  "
                  << std::setw(10) << identity::name(user.role) << "  " << base::rfc3339(user.created_at) << "\n";
      }
      if (users->size() < page) return exit_ok;
      after = users->back().id;
    }
  }

  static int set_role(identity::Accounts& accounts, const identity::User& user, const std::string& word) {
    const auto role = identity::role(word);
    if (!role || *role == identity::Role::guest) return complain(roles_sentence(), exit_usage);
    if (auto done = accounts.set_role(user.id, *role); !done) return complain_of(done.error());
    std::cout << user.username << " is " << identity::name(*role) << " now.\n";
    return exit_ok;
  }

  static int reset_factors(identity::SecondFactors& factors, const identity::User& user) {
    const auto removed = factors.reset(user.id, {.id = "", .username = "command line"});
    if (!removed) return complain_of(removed.error());
    std::cout << user.username
              << " signs in without a second factor now. Removed: " << (removed->totp ? "the authenticator app, " : "")
              << removed->passkeys << " passkeys.\n";
    return exit_ok;
  }

  static int reset_password(identity::Accounts& accounts, const identity::User& user, const Invocation& invocation) {
    bool made = false;
    const std::string password = password_for(invocation, made);
    if (auto done = accounts.set_password(user.id, password); !done) return complain_of(done.error());
    std::cout << user.username << " has a new password and is signed out everywhere.\n";
    if (made) std::cout << "password: " << password << "\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_user() { return std::make_unique<UserCommand>(); }

}  // namespace veza::app
