// `veza role list|set|delete|permissions`
#include <iomanip>
#include <iostream>

#include "app/command.h"
#include "app/directory.h"
#include "base/text.h"
#include "identity/role_editor.h"

namespace veza::app {
namespace {

using Poco::Util::Option;

std::vector<std::string> words_of(const std::string& list) {
  std::vector<std::string> words;
  for (const auto word : base::split(list, ','))
    if (const auto kept = base::trim(word); !kept.empty()) words.emplace_back(kept);
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

class RoleCommand : public Command {
 public:
  std::string name() const override { return "role"; }
  std::string summary() const override { return "Show who may do what, and make roles of the site's own"; }
  std::string arguments() const override {
    return "list | permissions | set NAME --includes ROLE [--add P,P] [--without P,P] | delete NAME [--replacement "
           "ROLE]";
  }
  std::string notes() const override {
    return "set makes the role, or replaces it: it may do what ROLE may, what --add lists, and nothing of --without.\n"
           "delete gives the accounts that have the role the one named by --replacement. Changes take effect in a\n"
           "running server within a second. `veza user role NAME ROLE` gives a role to an account.";
  }
  void define(Poco::Util::OptionSet& options) const override {
    options.addOption(Option("includes", "i", "the role it goes out from").argument("ROLE"));
    options.addOption(Option("add", "a", "permissions it has besides, with commas between").argument("PERMISSIONS"));
    options.addOption(Option("without", "w", "permissions it has not").argument("PERMISSIONS"));
    options.addOption(Option("replacement", "r", "what accounts with a deleted role get").argument("ROLE"));
  }
  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const std::string action = words.empty() ? "" : words[0];
    const bool known = ((action == "list" || action == "permissions") && words.size() == 1) ||
                       (action == "set" && words.size() == 2 && invocation.has("includes")) ||
                       (action == "delete" && words.size() == 2);
    if (!known) return complain("say `veza role " + arguments() + "`.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    auto directory = Directory::open(*settings);
    if (!directory) return complain(directory.error().message, exit_config);
    identity::Identity& identity = *(*directory)->identity;
    if (action == "list") return list(identity);
    if (action == "permissions") return permissions(identity);
    if (action == "set") return set(identity, words[1], invocation);
    auto done = identity.role_editor().remove(words[1], invocation.get("replacement"), {});
    if (!done) return complain_of(done.error(), words[1]);
    std::cout << "The role " << words[1] << " is gone.\n";
    return exit_ok;
  }

 private:
  static int list(identity::Identity& identity) {
    const auto holders = identity.role_editor().holders();
    if (!holders) return complain_of(holders.error());
    for (const auto& role : identity.roles().table()->roles()) {
      const auto count = holders->find(role.name);
      std::cout << std::left << std::setw(16) << role.name << " " << std::setw(6)
                << (count == holders->end() ? 0 : count->second) << " " << std::setw(12)
                << (role.includes.empty() ? "-" : role.includes) << " " << joined(role.permissions)
                << (role.without.empty() ? "" : " without " + joined(role.without)) << "\n";
    }
    return exit_ok;
  }

  static int permissions(identity::Identity& identity) {
    for (const auto& permission : identity.roles().table()->permissions()) {
      std::cout << std::left << std::setw(20) << permission.name << " " << std::setw(10)
                << identity::name(permission.role) << " " << std::setw(14) << permission.owner << " "
                << permission.reason << "\n";
    }
    return exit_ok;
  }

  static int set(identity::Identity& identity, const std::string& name, const Invocation& invocation) {
    identity::CustomRole wanted;
    wanted.name = name;
    wanted.includes = invocation.get("includes");
    wanted.permissions = words_of(invocation.get("add"));
    wanted.without = words_of(invocation.get("without"));
    const auto made = identity.role_editor().set(std::move(wanted), {});
    if (!made) return complain_of(made.error(), name);
    std::cout << "The role " << made->name << " may do: " << joined(made->effective) << "\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_role() { return std::make_unique<RoleCommand>(); }

}  // namespace veza::app
