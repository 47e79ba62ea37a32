// `veza user add|list|role|reset-password|confirm-email|sign-out|factors reset|export|erase`
#include <iomanip>
#include <iostream>

#include "app/command.h"
#include "app/command_user_data.h"
#include "app/directory.h"
#include "base/clock.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

std::string roles_sentence(const identity::RoleTable& table) {
  std::string text = "A role is one of";
  for (const auto& role : table.roles()) {
    if (role.name != "guest") text += (text.back() == 'f' ? " " : ", ") + role.name;
  }
  return text + ".";
}

// The table's role of that name, unless it is for guests.
const identity::RoleEntry* role_for_accounts(const identity::RoleTable& table, const std::string& word) {
  const auto* role = table.find(word);
  return role != nullptr && role->name != "guest" ? role : nullptr;
}

class UserCommand : public Command {
 public:
  std::string name() const override { return "user"; }
  std::string summary() const override {
    return "Add and list accounts, change a role, set a new password, remove second factors";
  }
  std::string arguments() const override {
    return "add NAME --email ADDRESS | list | role NAME ROLE | reset-password NAME | confirm-email NAME | "
           "sign-out NAME | factors reset NAME | export NAME FILE | erase NAME";
  }
  std::string notes() const override {
    return "add and reset-password make a random password and print it, unless --password-stdin gives one.\n"
           "confirm-email takes the account's address as confirmed, for somebody whom no mail reaches.\n"
           "sign-out ends every session and revokes every personal access token of somebody whose device was stolen.\n"
           "factors reset takes away the authenticator app, the backup codes and the passkeys of somebody who lost "
           "them: make sure first who asks.\n"
           "export writes everything a user owns to a zip file; erase closes the account and removes it for good; a "
           "running server does both; without one, this program does.\n"
           "`veza role list` shows the roles. Changes take effect in a running server within a second.";
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
                       (action == "confirm-email" && words.size() == 2) ||
                       (action == "sign-out" && words.size() == 2) ||
                       (action == "factors" && words.size() == 3 && words[1] == "reset") ||
                       (action == "export" && words.size() == 3) || (action == "erase" && words.size() == 2);
    if (!known) return complain("say `veza user " + arguments() + "`.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto directory = Directory::open(*settings);
    if (!directory) return complain(directory.error().message, exit_config);
    identity::Identity& identity = *(*directory)->identity;
    identity::Accounts& accounts = identity.accounts();
    if (action == "list") return list(accounts);
    if (action == "add") return add(identity, words[1], invocation);
    auto user = accounts.find_user_named(action == "factors" ? words[2] : words[1]);
    if (!user) return complain_of(user.error());
    if (action == "export" || action == "erase") {
      const UserData site{*settings, (*directory)->stores, *(*directory)->seal, (*directory)->audit};
      return action == "export" ? export_user(site, *user, words[2]) : erase_user(site, *user);
    }
    if (action == "role") return set_role(identity, *user, words[2]);
    if (action == "confirm-email") return confirm_email(accounts, *user);
    if (action == "sign-out") return sign_out(accounts, *user);
    if (action == "factors") return reset_factors(identity.second_factors(), *user);
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

  static int add(identity::Identity& identity, const std::string& name, const Invocation& invocation) {
    const auto table = identity.roles().table();
    const auto* role = role_for_accounts(*table, invocation.get("role", "user"));
    if (role == nullptr) return complain(roles_sentence(*table), exit_usage);
    bool made = false;
    const std::string password = password_for(invocation, made);
    auto user = identity.accounts().add({name, invocation.get("email"), password}, role->name, true);
    if (!user) return complain_of(user.error(), name);
    std::cout << "Added " << user->username << " as " << user->role << ".\n";
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
                  << std::setw(10) << user.role << "  " << base::rfc3339(user.created_at) << "\n";
      }
      if (users->size() < page) return exit_ok;
      after = users->back().id;
    }
  }

  static int set_role(identity::Identity& identity, const identity::User& user, const std::string& word) {
    const auto table = identity.roles().table();
    const auto* role = role_for_accounts(*table, word);
    if (role == nullptr) return complain(roles_sentence(*table), exit_usage);
    if (auto done = identity.accounts().set_role(user.id, role->name); !done) return complain_of(done.error());
    std::cout << user.username << " is " << role->name << " now.\n";
    return exit_ok;
  }

  static int confirm_email(identity::Accounts& accounts, const identity::User& user) {
    if (auto done = accounts.confirm_email(user.id); !done) return complain_of(done.error());
    std::cout << user.email << " counts as confirmed now.\n";
    return exit_ok;
  }

  static int sign_out(identity::Accounts& accounts, const identity::User& user) {
    const auto done = accounts.sign_out(user.id);
    if (!done) return complain_of(done.error());
    std::cout << user.username << " is signed out everywhere: " << done->sessions << " sessions ended, " << done->tokens
              << " tokens revoked. Whoever knows the password signs in again.\n";
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
