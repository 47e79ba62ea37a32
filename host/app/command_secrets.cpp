// `veza secrets status | rotate`
#include <iostream>

#include "app/audit_note.h"
#include "app/command.h"
#include "app/directory.h"
#include "app/secrets.h"
#include "app/site_database.h"

namespace veza::app {
namespace {

class SecretsCommand : public Command {
 public:
  std::string name() const override { return "secrets"; }
  std::string summary() const override { return "See the site's keys, and add new ones"; }
  std::string arguments() const override { return "status | rotate | rotate-signing"; }
  std::string notes() const override {
    return "Second factors and sign-ins at other providers are sealed with the youngest key of secrets.key_file.\n"
           "rotate adds a key to it. A running server takes it at its next start (what another host sealed with it,\n"
           "it opens at once); then secrets are sealed anew as they are used, and older keys stay for the rest.\n"
           "Copy the file to every host of the site, and make a backup: backups hold the file.\n"
           "rotate-signing makes a new key for access tokens, which every running server takes by itself; tokens that\n"
           "are under way stay good until they run out.\n"
           "Exit status: 0 done, 78 the settings are wrong or this host's key file is not the site's.";
  }

  int run(const Invocation& invocation) override {
    const auto& words = invocation.words;
    const bool known =
        words.size() == 1 && (words[0] == "status" || words[0] == "rotate" || words[0] == "rotate-signing");
    if (!known) return complain("say `veza secrets " + arguments() + "`.", exit_usage);
    if (words[0] == "rotate-signing") return rotate_signing(invocation);
    const auto site = SiteDatabase::open(invocation);
    if (!site) return complain(site.error().message, exit_config);
    data::Database& database = *site->db;
    if (auto done = data::migrate(database, {secret_migrations()}); !done)
      return complain(done.error().message, exit_config);
    const std::string path = key_file(site->settings, site->dir);
    return words[0] == "status" ? status(path, database) : rotate(path, database);
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

  static int rotate_signing(const Invocation& invocation) {
    const auto settings = load_settings(invocation);
    if (!settings) return complain(settings.error().message, exit_config);
    const auto site = Directory::open(*settings);
    if (!site) return complain(site.error().message, exit_config);
    identity::SigningKeys& keys = (*site)->identity->keys();
    if (auto done = keys.rotate(); !done) return complain(done.error().message);
    note_command(*(*site)->stores.db, "identity.signing_key.rotated", "", "");
    std::cout << "Access tokens are signed with a new key within ten seconds; "
              << "/.well-known/jwks.json has it already.\n";
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
