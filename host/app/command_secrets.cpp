// `veza secrets status | rotate`
#include <iostream>

#include "app/audit_note.h"
#include "app/command.h"
#include "app/secrets.h"
#include "app/stores.h"

namespace veza::app {
namespace {

class SecretsCommand : public Command {
 public:
  std::string name() const override { return "secrets"; }
  std::string summary() const override { return "See the keys of the site's sealed secrets, and add a new one"; }
  std::string arguments() const override { return "status | rotate"; }
  std::string notes() const override {
    return "Second factors and sign-ins at other providers are sealed with the youngest key of secrets.key_file.\n"
           "rotate adds a key to it. A running server takes it at its next start (what another host sealed with it,\n"
           "it opens at once); then secrets are sealed anew as they are used, and older keys stay for the rest.\n"
           "Copy the file to every host of the site, and make a backup: backups hold the file.\n"
           "Exit status: 0 done, 78 the settings are wrong or this host's key file is not the site's.";
  }

  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    if (words.size() != 1 || (words[0] != "status" && words[0] != "rotate"))
      return complain("say `veza secrets " + arguments() + "`.", exit_usage);
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    if (!has_site(*settings)) return complain(no_site(*settings), exit_config);
    const auto dir = open_data_dir(settings->text("data.dir"));
    if (!dir) return complain(dir.error().message, exit_config);
    auto database = open_database(*settings, *dir);
    if (!database) return complain(database.error().message, exit_config);
    if (auto done = data::migrate(**database, {secret_migrations()}); !done)
      return complain(done.error().message, exit_config);
    const std::string path = key_file(*settings, *dir);
    return words[0] == "status" ? status(path, **database) : rotate(path, **database);
  }

 private:
  static int status(const std::string& path, data::Database& db) {
    const auto seal = open_secrets(path, db);
    if (!seal) return complain(seal.error().message, exit_config);
    std::cout << path << "\n";
    const auto keys = (*seal)->keys();
    for (const auto& key : keys) {
      std::cout << "  key " << key.serial << "  " << base::fingerprint(key)
                << (key.serial == keys.back().serial ? "  seals" : "  opens") << "\n";
    }
    return exit_ok;
  }

  static int rotate(const std::string& path, data::Database& db) {
    const auto key = rotate_secrets(path, db);
    if (!key) return complain(key.error().message, exit_config);
    note_command(db, "site.secrets.rotated", "key", std::to_string(key->serial));
    std::cout << "Added key " << key->serial << " (" << base::fingerprint(*key) << ") to " << path
              << ".\nCopy the file to every other host of the site, then restart the servers one after the other.\n";
    return exit_ok;
  }
};

}  // namespace

std::unique_ptr<Command> make_secrets() { return std::make_unique<SecretsCommand>(); }

}  // namespace veza::app
