// The site's settings: etc/veza.properties, with VEZA_… of the environment over it, with the command line over that.
//
// A setting `http.listen` is VEZA_HTTP_LISTEN in the environment, or VEZA_HTTP_LISTEN_FILE naming a file that holds
// the value (for secrets). Plugins' settings are `plugin.<id>.<key>`; the plugin's own schema checks them when it is
// loaded. A key nobody knows is an error that names the nearest one.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace veza::app {

enum class Kind { text, integer, boolean, choice, list, schedule };

// One line of the settings' table.
struct Setting {
  std::string_view key;
  Kind kind;
  std::string_view default_value;
  int64_t min = 0, max = 0;       // Kind::integer
  std::string_view choices = "";  // Kind::choice: "a|b|c"
  bool secret = false;            // shown as ***
};

// Every setting of the host, in the order of etc/veza.properties.
const std::vector<Setting>& settings_table();

class Settings {
 public:
  // `file` may be empty (defaults only). `environment` is NAME → value of the VEZA_… variables. Errors (invalid) are
  // one sentence naming file or variable, key and what would be right; not_found when `file` does not exist. With
  // `faults` all of those are told there instead, and the settings come back with what is sound.
  static base::Result<Settings> load(const std::string& file, const std::map<std::string, std::string>& environment,
                                     std::vector<std::string>* faults = nullptr);
  // As load, from text; `name` stands for the file in errors.
  static base::Result<Settings> parse(std::string_view text, const std::string& name,
                                      const std::map<std::string, std::string>& environment,
                                      std::vector<std::string>* faults = nullptr);

  // Overrides one setting ("--listen"); the same checks.
  base::Status set(const std::string& key, const std::string& value, const std::string& origin);

  // The key must stand in the table.
  const std::string& text(std::string_view key) const;
  int64_t integer(std::string_view key) const;
  bool boolean(std::string_view key) const;
  std::vector<std::string> list(std::string_view key) const;  // split at commas, trimmed, empty items dropped

  // The file they were read from; empty when there was none.
  const std::string& file() const { return file_; }

  // plugin id → {key: value as text}.
  const std::map<std::string, base::Json>& plugins() const { return plugins_; }

  // {key: {value, origin}} of all, secrets masked, for `veza config show` and /health/deep.
  base::Json describe() const;

 private:
  // One VEZA_… variable; `names` leads from each variable that is a setting to its key.
  base::Status apply_variable(const std::string& name, const std::string& content,
                              const std::map<std::string, std::string>& names);

  struct Value {
    std::string text, origin;
  };
  std::map<std::string, Value, std::less<>> values_;
  std::map<std::string, base::Json> plugins_;
  std::string file_;
};

// The process's VEZA_… variables.
std::map<std::string, std::string> veza_environment();

}  // namespace veza::app
