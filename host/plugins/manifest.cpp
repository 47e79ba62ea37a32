#include "plugins/manifest.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "plugins/manifest_fields.h"
#include "plugins/settings_schema.h"

namespace veza::plugins {
namespace {

using base::Code;
using base::Json;

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyz0123456789_";

// Semantic Versioning 2.0.0, as far as three numbers and an optional tail of safe characters.
bool is_version(std::string_view text) {
  const auto core = text.substr(0, text.find_first_of("-+"));
  const auto parts = base::split(core, '.');
  const auto tail = text.substr(core.size());
  return text.size() <= 60 && parts.size() == 3 && tail.size() != 1 &&
         std::all_of(parts.begin(), parts.end(),
                     [](std::string_view part) {
                       return !part.empty() && part.size() <= 6 && part.find_first_not_of(digits) == part.npos;
                     }) &&
         std::all_of(tail.begin(), tail.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.' || c == '+'; });
}

base::Status read_sdk(const Fields& fields, Manifest& manifest, const std::string& where) {
  if (!fields.has("sdk")) return fields.bad("sdk", "is missing; write {\"min\": \"1.0\"}");
  const auto object = fields.object("sdk");
  if (!object) return base::fail(object.error());
  const Fields sdk(*object, where, "sdk.");
  if (auto status = sdk.only({"min", "max"}); !status) return status;
  const auto read = [&](const std::string& key) -> base::Result<SdkVersion> {
    const auto text = sdk.text(key, 1, 20);
    if (!text) return base::fail(text.error());
    const auto version = parse_sdk_version(*text);
    if (!version) return sdk.bad(key, "must be a version such as \"1.0\"");
    return *version;
  };
  const auto min = read("min");
  if (!min) return base::fail(min.error());
  manifest.sdk_min = *min;
  if (!sdk.has("max")) return {};
  const auto max = read("max");
  if (!max) return base::fail(max.error());
  if (*max < *min) return sdk.bad("max", "must not be below sdk.min");
  manifest.sdk_max = *max;
  return {};
}

// Whoever holds this service can be anybody.
bool needs_reason(std::string_view service) { return service == "veza.accounts/1"; }

// {"optional": true}, {"reason": "…"} or both.
bool read_described(const base::Json& item, Requirement& requirement) {
  if (!item.is_object() || item.empty()) return false;
  for (const auto& [key, value] : item.items()) {
    if (key == "optional" && value.is_boolean()) {
      requirement.optional = value.get<bool>();
    } else if (key == "reason" && value.is_string() && !value.get_ref<const std::string&>().empty() &&
               value.get_ref<const std::string&>().size() <= 300) {
      requirement.reason = value.get<std::string>();
    } else {
      return false;
    }
  }
  return true;
}

base::Status read_requirements(const Fields& fields, Manifest& manifest) {
  if (!fields.has("requires")) return {};
  const auto& value = fields.at("requires");
  if (!value.is_object() && !value.is_array()) {
    return fields.bad("requires", "must be a list of services or an object service: true");
  }
  for (const auto& [key, item] : value.items()) {
    if (value.is_array() && !item.is_string()) return fields.bad("requires", "must list service ids as texts");
    Requirement requirement{value.is_array() ? item.get<std::string>() : key, false};
    if (!is_service_id(requirement.service)) {
      return fields.bad("requires." + requirement.service, "is not a service id such as \"veza.http/1\"");
    }
    if (value.is_object()) {
      const bool required = item.is_boolean() && item.get<bool>();
      if (!required && !read_described(item, requirement)) {
        return fields.bad("requires." + key, "must be true or {\"optional\": true, \"reason\": \"…\"}, either of both");
      }
    }
    if (needs_reason(requirement.service) && requirement.reason.empty()) {
      return fields.bad("requires." + requirement.service,
                        "must say why: {\"reason\": \"…\"}, a sentence for the site's admin");
    }
    if (manifest.requirement(requirement.service)) {
      return fields.bad("requires." + requirement.service, "stands there twice");
    }
    manifest.requirements.push_back(std::move(requirement));
  }
  return {};
}

base::Status read_offers(const Fields& fields, Manifest& manifest) {
  const auto list = fields.list("offers");
  if (!list) return base::fail(list.error());
  for (const auto& item : *list) {
    if (!item.is_string() || !is_service_id(item.get_ref<const std::string&>())) {
      return fields.bad("offers", "must list service ids such as \"veza.catalog/1\"");
    }
    manifest.offers.push_back(item);
  }
  return {};
}

base::Status read_permissions(const Fields& fields, Manifest& manifest, const std::string& where) {
  const auto list = fields.list("permissions");
  if (!list) return base::fail(list.error());
  for (size_t i = 0; i < list->size(); ++i) {
    const std::string path = "permissions[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) return fields.bad(path, "must be {\"permission\": …, \"reason\": …}");
    const Fields item((*list)[i], where, path + ".");
    if (auto status = item.only({"permission", "reason", "role"}); !status) return status;
    const auto permission = item.text("permission", 1, 80);
    if (!permission) return base::fail(permission.error());
    if (!identity::is_permission(*permission))
      return item.bad("permission", "must be resource:action, such as \"track:create\"");
    const auto reason = item.text("reason", 1, 300);
    if (!reason) return base::fail(reason.error());
    if (manifest.allows(*permission)) return item.bad("permission", "stands there twice");
    std::optional<identity::Role> role;
    if (item.has("role")) {
      const auto lowest = item.text("role", 1, 40);
      if (!lowest) return base::fail(lowest.error());
      role = identity::role(*lowest);
      if (!role) return item.bad("role", "must be guest, user, premium, creator, moderator or admin");
    }
    manifest.permissions.push_back({*permission, *reason, role});
  }
  return {};
}

base::Status read_admin(const Fields& fields, Manifest& manifest, const std::string& where) {
  const auto list = fields.list("admin");
  if (!list) return base::fail(list.error());
  for (size_t i = 0; i < list->size(); ++i) {
    const std::string path = "admin[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) return fields.bad(path, "must be {\"id\": …, \"title\": …, \"path\": …}");
    const Fields item((*list)[i], where, path + ".");
    if (auto status = item.only({"id", "title", "path"}); !status) return status;
    const auto id = item.text("id", 1, 40);
    if (!id) return base::fail(id.error());
    const auto title = item.text("title", 1, 60);
    if (!title) return base::fail(title.error());
    const auto panel_path = item.text("path", 1, 200);
    if (!panel_path) return base::fail(panel_path.error());
    if (panel_path->front() != '/' || panel_path->substr(0, 2) == "//")
      return item.bad("path", "must be a path of this site");
    manifest.admin.push_back({*id, *title, *panel_path});
  }
  return {};
}

// "guestbook/", "a/b/": segments of a blob key, the last slash with them.
bool is_blob_prefix(std::string_view text) {
  if (text.size() < 2 || text.size() > 200 || text.back() != '/' || text.front() == '.') return false;
  const auto parts = base::split(text.substr(0, text.size() - 1), '/');
  return std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
    return !part.empty() && part != "." && part != ".." && std::all_of(part.begin(), part.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '.' || c == '_' || c == '-';
    });
  });
}

base::Result<std::string> read_select(const base::Json& item, const Fields& fields, const std::string& path) {
  constexpr size_t longest = 4000;
  const bool is_select = item.is_string() && item.get_ref<const std::string&>().size() <= longest &&
                         base::equal_no_case(item.get_ref<const std::string&>().substr(0, 7), "SELECT ");
  if (!is_select) return fields.bad(path, "must be a SELECT of at most 4000 bytes");
  return item.get<std::string>();
}

base::Status read_reference(const base::Json& item, const Fields& fields, const std::string& path, Manifest& manifest) {
  BlobReference reference;
  if (item.is_object()) {
    if (item.size() != 2 || !item.contains("sqlite") || !item.contains("postgres")) {
      return fields.bad(path, "must be a SELECT, or {\"sqlite\": …, \"postgres\": …}");
    }
    auto sqlite = read_select(item["sqlite"], fields, path + ".sqlite");
    if (!sqlite) return base::fail(sqlite.error());
    auto postgresql = read_select(item["postgres"], fields, path + ".postgres");
    if (!postgresql) return base::fail(postgresql.error());
    reference = {std::move(*sqlite), std::move(*postgresql)};
  } else {
    auto both = read_select(item, fields, path);
    if (!both) return base::fail(both.error());
    reference = {*both, *both};
  }
  manifest.blob_references.push_back(std::move(reference));
  return {};
}

base::Status read_blobs(const Fields& fields, Manifest& manifest, const std::string& where) {
  const auto object = fields.object("blobs");
  if (!object) return base::fail(object.error());
  const Fields blobs(*object, where, "blobs.");
  if (auto status = blobs.only({"prefixes", "references", "links"}); !status) return status;
  const auto prefixes = blobs.list("prefixes");
  if (!prefixes) return base::fail(prefixes.error());
  for (const auto& item : *prefixes) {
    if (!item.is_string() || !is_blob_prefix(item.get_ref<const std::string&>())) {
      return blobs.bad("prefixes", "must list beginnings of blob keys that end in a slash, such as \"guestbook/\"");
    }
    manifest.blob_prefixes.push_back(item);
  }
  const auto references = blobs.list("references");
  if (!references) return base::fail(references.error());
  for (size_t i = 0; i < references->size(); ++i) {
    auto read = read_reference((*references)[i], blobs, "references[" + std::to_string(i) + "]", manifest);
    if (!read) return read;
  }
  if (!blobs.has("links")) return {};
  auto links = blobs.text("links", 1, 100);
  if (!links) return base::fail(links.error());
  const auto& settings = manifest.config.value("properties", Json::object());
  if (!settings.contains(*links) || settings[*links].value("type", "") != "array")
    return blobs.bad("links", "must name a setting of \"config\" that is a list of folders");
  manifest.blob_links = std::move(*links);
  return {};
}

// "scan", "dry-run": what a person types.
bool is_command_word(std::string_view text) { return is_plugin_id(text); }

base::Result<CommandInfo::Option> read_option(const Json& value, const Fields& fields, const std::string& path,
                                              const std::string& where) {
  if (!value.is_object()) return fields.bad(path, "must be {\"name\": …, \"help\": …}");
  const Fields item(value, where, fields.path(path) + ".");
  if (auto status = item.only({"name", "argument", "help"}); !status) return base::fail(status.error());
  CommandInfo::Option option;
  struct Text {
    const char* key;
    size_t min, max;
    std::string* to;
  };
  for (const auto& [key, min, max, to] : {Text{"name", 1, 40, &option.name}, Text{"argument", 0, 40, &option.argument},
                                          Text{"help", 1, 200, &option.help}}) {
    auto text = item.text(key, min, max);
    if (!text) return base::fail(text.error());
    *to = std::move(*text);
  }
  static const std::vector<std::string> taken = {"help", "config", "data"};
  if (!is_command_word(option.name) || std::find(taken.begin(), taken.end(), option.name) != taken.end())
    return item.bad("name", "must be lower-case letters, digits and hyphens, and not help, config or data");
  return option;
}

base::Status read_commands(const Fields& fields, Manifest& manifest, const std::string& where) {
  const auto list = fields.list("commands");
  if (!list) return base::fail(list.error());
  for (size_t i = 0; i < list->size(); ++i) {
    const std::string path = "commands[" + std::to_string(i) + "]";
    if (!(*list)[i].is_object()) return fields.bad(path, "must be {\"name\": …, \"summary\": …}");
    const Fields item((*list)[i], where, path + ".");
    if (auto status = item.only({"name", "summary", "arguments", "notes", "options"}); !status) return status;
    CommandInfo command;
    struct Text {
      const char* key;
      size_t min, max;
      std::string* to;
    };
    for (const auto& [key, min, max, to] :
         {Text{"name", 1, 40, &command.name}, Text{"summary", 1, 100, &command.summary},
          Text{"arguments", 0, 100, &command.arguments}}) {
      auto text = item.text(key, min, max);
      if (!text) return base::fail(text.error());
      *to = std::move(*text);
    }
    if (!is_command_word(command.name))
      return item.bad("name", "must be lower-case letters, digits and single hyphens, beginning with a letter");
    if (manifest.command(command.name)) return item.bad("name", "stands there twice");
    const auto notes = item.list("notes");
    if (!notes) return base::fail(notes.error());
    for (const auto& line : *notes) {
      const bool good =
          line.is_string() && line.get_ref<const std::string&>().size() <= 400 &&
          std::none_of(line.get_ref<const std::string&>().begin(), line.get_ref<const std::string&>().end(),
                       [](unsigned char c) { return c < 0x20 || c == 0x7F; });
      if (!good) return item.bad("notes", "must be a list of lines of up to 400 bytes");
      command.notes += (command.notes.empty() ? "" : "\n") + line.get<std::string>();
    }
    const auto options = item.list("options");
    if (!options) return base::fail(options.error());
    for (size_t j = 0; j < options->size(); ++j) {
      auto option = read_option((*options)[j], item, "options[" + std::to_string(j) + "]", where);
      if (!option) return base::fail(option.error());
      command.options.push_back(std::move(*option));
    }
    manifest.commands.push_back(std::move(command));
  }
  return {};
}

base::Status read_texts(const Fields& fields, Manifest& manifest) {
  struct Text {
    const char* key;
    size_t min, max;
    std::string* to;
  };
  for (const auto& [key, min, max, to] :
       {Text{"name", 1, 60, &manifest.name}, Text{"version", 1, 60, &manifest.version},
        Text{"description", 1, 300, &manifest.description}, Text{"licence", 1, 60, &manifest.licence}}) {
    auto text = fields.text(key, min, max);
    if (!text) return base::fail(text.error());
    *to = std::move(*text);
  }
  if (!is_version(manifest.version)) return fields.bad("version", "must be a version such as \"1.0.0\"");
  auto library = fields.text("library", 0, 100, manifest.id + ".so");
  if (!library) return base::fail(library.error());
  manifest.library = std::move(*library);
  if (manifest.library.find('/') != std::string::npos || !manifest.library.ends_with(".so") ||
      manifest.library.size() < 4) {
    return fields.bad("library", "must be the name of a .so file in the plugin's folder");
  }
  return {};
}

base::Status read_user_data(const Fields& fields, Manifest& manifest, const std::string& where) {
  const auto object = fields.object("user_data");
  if (!object) return base::fail(object.error());
  const Fields inner(*object, where, "user_data.");
  if (auto status = inner.only({"tables"}); !status) return status;
  const auto tables = inner.list("tables");
  if (!tables) return base::fail(tables.error());
  for (const auto& table : *tables) {
    if (!table.is_string() || table.get_ref<const std::string&>().empty())
      return inner.bad("tables", "must be a list of table names");
    manifest.user_data.push_back(table.get<std::string>());
  }
  return {};
}

base::Status read_config(const Fields& fields, Manifest& manifest) {
  manifest.config = Json{{"type", "object"}, {"properties", Json::object()}};
  if (!fields.has("config")) return {};
  manifest.config = fields.at("config");
  if (auto status = check_schema(manifest.config); !status) return fields.bad("config", status.error().message);
  return {};
}

}  // namespace

bool Manifest::allows(std::string_view permission) const {
  return std::any_of(permissions.begin(), permissions.end(), [&](const auto& p) { return p.permission == permission; });
}

std::vector<identity::Permission> Manifest::declared() const {
  std::vector<identity::Permission> out;
  for (const auto& [permission, reason, role] : permissions)
    if (role) out.push_back({.name = permission, .reason = reason, .owner = id, .role = *role});
  return out;
}

const CommandInfo* Manifest::command(std::string_view command_name) const {
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const auto& each) { return each.name == command_name; });
  return found == commands.end() ? nullptr : &*found;
}

const Requirement* Manifest::requirement(std::string_view service) const {
  const auto found =
      std::find_if(requirements.begin(), requirements.end(), [&](const auto& r) { return r.service == service; });
  return found == requirements.end() ? nullptr : &*found;
}

bool is_plugin_id(std::string_view text) {
  return !text.empty() && text.size() <= 40 && lower.find(text.front()) != lower.npos && text.back() != '-' &&
         text.find("--") == text.npos && std::all_of(text.begin(), text.end(), [](char c) {
           return c == '-' || (word.find(c) != word.npos && c != '_');
         });
}

bool is_service_id(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == text.npos || text.size() > 80) return false;
  const auto number = text.substr(slash + 1);
  if (number.empty() || number.size() > 4 || number.front() == '0' || number.find_first_not_of(digits) != number.npos) {
    return false;
  }
  const auto words = base::split(text.substr(0, slash), '.');
  return words.size() >= 2 && std::all_of(words.begin(), words.end(), [](std::string_view part) {
           return !part.empty() && lower.find(part.front()) != lower.npos && part.find_first_not_of(word) == part.npos;
         });
}

base::Result<Manifest> parse_manifest(std::string_view text, const std::string& file) {
  const auto json = base::parse_json(text);
  if (!json) return base::fail(Code::invalid, "a plugin (" + file + "): the file is not JSON: " + json.error().message);
  if (!json->is_object()) return base::fail(Code::invalid, "a plugin (" + file + "): the file must hold a JSON object");
  Manifest manifest;
  const auto id = Fields(*json, "a plugin (" + file + ")").text("id", 1, 40);
  if (!id) return base::fail(id.error());
  if (!is_plugin_id(*id)) {
    return Fields(*json, "a plugin (" + file + ")")
        .bad("id", "must be lower-case letters, digits and single hyphens, beginning with a letter");
  }
  manifest.id = *id;
  const std::string where = "plugin \"" + manifest.id + "\" (" + file + ")";
  const Fields fields(*json, where);
  if (auto status = fields.only({"id", "name", "version", "description", "licence", "sdk", "library", "requires",
                                 "offers", "permissions", "config", "admin", "blobs", "commands", "user_data"});
      !status) {
    return base::fail(status.error());
  }
  for (const auto& status :
       {read_texts(fields, manifest), read_sdk(fields, manifest, where), read_requirements(fields, manifest),
        read_offers(fields, manifest), read_permissions(fields, manifest, where), read_config(fields, manifest),
        read_admin(fields, manifest, where), read_blobs(fields, manifest, where),
        read_commands(fields, manifest, where), read_user_data(fields, manifest, where)}) {
    if (!status) return base::fail(status.error());
  }
  return manifest;
}

base::Result<Manifest> read_manifest(const std::string& folder) {
  const std::filesystem::path path = std::filesystem::path(folder) / "plugin.json";
  const auto text = base::read_file(path.string(), 256U << 10);
  if (!text) return base::fail(base::Code::invalid, "a plugin (" + path.string() + "): " + text.error().message);
  auto manifest = parse_manifest(*text, path.string());
  if (!manifest) return manifest;
  const auto name = std::filesystem::path(folder).lexically_normal().filename().string();
  if (!name.empty() && name != "." && name != manifest->id) {
    return base::fail(Code::invalid, "plugin \"" + manifest->id + "\" (" + path.string() +
                                         "): its folder must be named " + manifest->id + ", not " + name);
  }
  return manifest;
}

}  // namespace veza::plugins
