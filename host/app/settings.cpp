#include "app/settings.h"

#include <Poco/Exception.h>
#include <Poco/Util/PropertyFileConfiguration.h>

#include <algorithm>
#include <sstream>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "jobs/schedule.h"

extern char** environ;

namespace veza::app {
namespace {

using base::Code;
using base::fail;

const Setting* find_setting(std::string_view key) {
  const auto& table = settings_table();
  const auto at = std::find_if(table.begin(), table.end(), [&](const Setting& s) { return s.key == key; });
  return at == table.end() ? nullptr : &*at;
}

std::string environment_name(std::string_view key) {
  std::string name = "VEZA_";
  for (const char c : key) name.push_back(c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(c)));
  return name;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const std::string near = base::nearest(word, known);
  return near.empty() ? "`veza config show` lists all settings." : "Did you mean " + near + "?";
}

// Keys that stand on several lines: the file's reader would quietly take the last.
std::vector<std::string> repeated_keys(std::string_view text) {
  std::map<std::string, int> lines;
  for (const std::string_view line : base::split(text, '\n')) {
    const std::string_view entry = base::trim(line);
    if (entry.empty() || entry.front() == '#' || entry.front() == '!') continue;
    ++lines[std::string(base::trim(entry.substr(0, entry.find_first_of("=:"))))];
  }
  std::vector<std::string> keys;
  for (const auto& [key, count] : lines) {
    if (count > 1) keys.push_back(key);
  }
  return keys;
}

std::vector<std::string> known_keys() {
  std::vector<std::string> keys;
  for (const auto& setting : settings_table()) keys.emplace_back(setting.key);
  return keys;
}

// Why `value` does not fit the setting; empty when it does.
std::string problem(const Setting& setting, std::string_view value) {
  switch (setting.kind) {
    case Kind::integer: {
      const auto number = base::to_int(value);
      if (number && *number >= setting.min && *number <= setting.max) return {};
      return "must be a whole number from " + std::to_string(setting.min) + " to " + std::to_string(setting.max);
    }
    case Kind::boolean:
      return value == "true" || value == "false" ? std::string() : "must be true or false";
    case Kind::choice: {
      const auto choices = base::split(setting.choices, '|');
      if (std::find(choices.begin(), choices.end(), value) != choices.end()) return {};
      std::string text = "must be one of ";
      for (const auto& choice : choices) text.append(&choice == &choices.front() ? "" : ", ").append(choice);
      return text;
    }
    case Kind::schedule:
      return jobs::Schedule::parse(value)
                 ? std::string()
                 : "must be daily HH:MM (UTC), hourly, five fields of crontab(5), or empty for never";
    case Kind::text:
    case Kind::list:
      return {};
  }
  return {};
}

// "plugin.library.upload_limit_bytes" → {"library", "upload_limit_bytes"}.
std::optional<std::pair<std::string, std::string>> plugin_key(std::string_view key) {
  if (key.substr(0, 7) != "plugin.") return std::nullopt;
  key.remove_prefix(7);
  const auto dot = key.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == key.size()) return std::nullopt;
  return std::pair(std::string(key.substr(0, dot)), std::string(key.substr(dot + 1)));
}

}  // namespace

base::Result<Settings> Settings::load(const std::string& file, const std::map<std::string, std::string>& environment,
                                      std::vector<std::string>* faults) {
  if (file.empty()) return parse("", "the defaults", environment, faults);
  auto text = base::read_file(file, 1U << 20);
  if (!text) return base::fail_while("reading the settings", text.error());
  auto settings = parse(*text, file, environment, faults);
  if (settings) settings->file_ = file;
  return settings;
}

base::Result<Settings> Settings::parse(std::string_view text, const std::string& name,
                                       const std::map<std::string, std::string>& environment,
                                       std::vector<std::string>* faults) {
  std::vector<std::string> found;
  const auto note = [&found](const base::Status& status) {
    if (!status) found.push_back(status.error().message);
  };
  Settings settings;
  for (const auto& setting : settings_table()) {
    settings.values_.emplace(setting.key, Value{std::string(setting.default_value), "default"});
  }
  std::vector<std::pair<std::string, std::string>> entries;
  try {
    std::istringstream stream{std::string(text)};
    Poco::AutoPtr<Poco::Util::PropertyFileConfiguration> file(new Poco::Util::PropertyFileConfiguration(stream));
    const std::function<void(const std::string&)> walk = [&](const std::string& prefix) {
      Poco::Util::AbstractConfiguration::Keys keys;
      file->keys(prefix, keys);
      if (!prefix.empty() && file->hasProperty(prefix)) entries.emplace_back(prefix, file->getRawString(prefix));
      for (const auto& key : keys) walk(prefix.empty() ? key : prefix + "." + key);
    };
    walk("");
  } catch (const Poco::Exception& error) {
    return fail(Code::invalid, name + " is not a properties file: " + error.displayText());
  }
  for (const std::string& key : repeated_keys(text)) {
    found.push_back(name + ": " + key + " is there more than once; keep one of the lines.");
  }
  for (const auto& [key, value] : entries) note(settings.set(key, value, name));
  std::map<std::string, std::string> names;
  for (const auto& setting : settings_table()) names.emplace(environment_name(setting.key), setting.key);
  for (const auto& [variable, content] : environment) {
    if (environment.contains(variable + "_FILE") && !names.contains(variable + "_FILE"))
      found.push_back("The environment sets both " + variable + " and " + variable + "_FILE; keep one of them.");
    note(settings.apply_variable(variable, content, names));
  }
  if (faults == nullptr && !found.empty()) return fail(Code::invalid, found.front());
  if (faults != nullptr) *faults = std::move(found);
  return settings;
}

base::Status Settings::set(const std::string& key, const std::string& value, const std::string& origin) {
  if (const auto plugin = plugin_key(key)) {
    plugins_.try_emplace(plugin->first, base::Json::object()).first->second[plugin->second] = value;
    return {};
  }
  const Setting* setting = find_setting(key);
  if (!setting) {
    return fail(Code::invalid, origin + ": there is no setting " + key + ". " + did_you_mean(key, known_keys()));
  }
  if (const std::string fault = problem(*setting, value); !fault.empty()) {
    return fail(Code::invalid, origin + ": " + key + " " + fault + ", but is \"" +
                                   (setting->secret ? std::string("***") : value) + "\".");
  }
  values_.insert_or_assign(key, Value{value, origin});
  return {};
}

base::Status Settings::apply_variable(const std::string& name, const std::string& content,
                                      const std::map<std::string, std::string>& names) {
  const bool from_file = name.size() > 5 && name.ends_with("_FILE") && !names.contains(name);
  const std::string base_name = from_file ? name.substr(0, name.size() - 5) : name;
  std::string value = content;
  if (from_file) {
    auto text = base::read_file(content, 1U << 16);
    if (!text) return base::fail_while("reading the file that " + name + " names", text.error());
    value = std::string(base::trim(*text));
  }
  // VEZA_PLUGIN_LIBRARY__UPLOAD_LIMIT_BYTES: ids and keys both may hold underscores, so two of them part the two.
  if (base_name.starts_with("VEZA_PLUGIN_")) {
    const auto split = base_name.find("__", 12);
    if (split == std::string::npos) {
      return fail(Code::invalid, name + ": a plugin's setting is VEZA_PLUGIN_<ID>__<KEY>, with two underscores.");
    }
    std::string id = base::lower_ascii(base_name.substr(12, split - 12));
    std::replace(id.begin(), id.end(), '_', '-');
    return set("plugin." + id + "." + base::lower_ascii(base_name.substr(split + 2)), value, name);
  }
  if (const auto known = names.find(base_name); known != names.end()) return set(known->second, value, name);
  std::vector<std::string> all;
  for (const auto& [variable, key] : names) all.push_back(variable);
  return fail(Code::invalid, "The environment sets " + name + ", which is no setting. " + did_you_mean(base_name, all));
}

const std::string& Settings::text(std::string_view key) const { return values_.find(key)->second.text; }
int64_t Settings::integer(std::string_view key) const { return base::to_int(text(key)).value_or(0); }
bool Settings::boolean(std::string_view key) const { return text(key) == "true"; }

std::vector<std::string> Settings::list(std::string_view key) const {
  std::vector<std::string> items;
  for (const auto part : base::split(text(key), ',')) {
    if (const auto item = base::trim(part); !item.empty()) items.emplace_back(item);
  }
  return items;
}

namespace {

// A setting that is JSON itself may hold secrets further in.
base::Json masked_within(const base::Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  if (!text.starts_with('[') && !text.starts_with('{')) return value;
  const auto parsed = base::parse_json(text);
  return parsed ? base::to_text(base::mask_secrets(*parsed)) : "***";
}

}  // namespace

base::Json Settings::describe() const {
  base::Json all = base::Json::object();
  for (const auto& setting : settings_table()) {
    const auto& value = values_.find(setting.key)->second;
    all[std::string(setting.key)] = {{"value", setting.secret && !value.text.empty() ? "***" : value.text},
                                     {"origin", value.origin}};
  }
  for (const auto& [id, values] : plugins_) {
    const auto masked = base::mask_secrets(values);
    for (const auto& [key, value] : masked.items()) {
      all["plugin." + id + "." + key] = {{"value", masked_within(value)}, {"origin", "site"}};
    }
  }
  return all;
}

std::map<std::string, std::string> veza_environment() {
  std::map<std::string, std::string> found;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view line = *entry;
    const auto equals = line.find('=');
    if (line.starts_with("VEZA_") && equals != std::string_view::npos) {
      found.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
  }
  return found;
}

}  // namespace veza::app
