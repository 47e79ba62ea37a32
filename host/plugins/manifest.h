// plugin.json: what a plugin is, needs and offers, read before any of its code.
//
//     {
//       "id": "guestbook",                          folder name, prefix of its tables and settings
//       "name": "Guestbook",
//       "version": "1.0.0",
//       "description": "Visitors leave a line.",
//       "licence": "Apache-2.0",
//       "sdk": {"min": "1.0", "max": "1.9"},        max is optional
//       "library": "guestbook.so",                  the default is <id>.so
//       "requires": {"veza.http/1": true, "veza.kv/1": {"optional": true},       or a list of ids
//                    "veza.accounts/1": {"reason": "Signs people in …"}},
//       "offers": ["veza.catalog/1"],
//       "permissions": [{"permission": "entry:sign", "reason": "Lets members sign.", "role": "user"},   declares it
//                       {"permission": "account:read", "reason": "Names who signs."}],                asks for
//                       another's
//       "config": {"type": "object", "properties": {…}},                         JSON Schema draft 7, with defaults
//       "admin": [{"id": "entries", "title": "Guestbook", "path": "/admin/guestbook"}],
//       "blobs": {"prefixes": ["guestbook/"],                                    what only this plugin puts there
//                 "references": ["SELECT 'guestbook/' || id || '/photo' FROM guestbook_entries",
//                                {"sqlite": "SELECT …", "postgres": "SELECT …"}],     keys, or prefixes, that rows need
//                 "links": "import_folders"},                                  a setting of its own: the list of
//                 folders
//                                                                              whose files may be blobs (blobs.link)
//       "commands": [{"name": "scan", "summary": "Import a folder", "arguments": "PATH", "notes": "…",   `veza ID scan`
//                     "options": [{"name": "owner", "argument": "NAME", "help": "whose tracks they are"}]}],
//       "user_data": {"tables": ["guestbook_entries"]}                            which hold data of people; see
//                                                                                 user_data.h
//     }
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "identity/role_table.h"
#include "plugins/sdk_version.h"

namespace veza::plugins {

struct Requirement {
  std::string service;  // "veza.http/1"
  bool optional = false;
  std::string reason = {};  // for the site's admin, where a service needs one
};

struct Permission {
  std::string permission;  // "track:create"
  std::string reason;      // a sentence for the site's admin
  // The lowest role that gets it, where the plugin declares it; nothing where it asks for one of somebody else.
  std::optional<identity::Role> role = {};
};

struct AdminPanel {
  std::string id, title, path;
};

// One statement that gives blob keys, in each engine's SQL.
struct BlobReference {
  std::string sqlite, postgresql;
};

// A command of the `veza` program that the plugin brings.
struct CommandInfo {
  struct Option {
    std::string name;      // "owner", given as --owner
    std::string argument;  // "NAME"; empty: a flag
    std::string help;
  };
  std::string name, summary;
  std::string arguments;  // "PATH…", for --help; empty: none
  std::string notes;      // below the options in --help
  std::vector<Option> options;
};

struct Manifest {
  std::string id, name, version, description, licence, library;
  SdkVersion sdk_min;
  std::optional<SdkVersion> sdk_max;
  std::vector<Requirement> requirements;
  std::vector<std::string> offers;
  std::vector<Permission> permissions;
  base::Json config;  // the schema; {"type":"object","properties":{}} when the file has none
  std::vector<AdminPanel> admin;
  std::vector<std::string> blob_prefixes;  // "guestbook/"
  std::vector<BlobReference> blob_references;
  std::string blob_links;  // the setting that lists folders; empty: none
  std::vector<CommandInfo> commands;
  std::vector<std::string> user_data;  // tables

  bool allows(std::string_view permission) const;
  // Those it declares.
  std::vector<identity::Permission> declared() const;
  const CommandInfo* command(std::string_view command_name) const;
  const Requirement* requirement(std::string_view service) const;
};

// `file` is the path errors name. Errors (invalid): one sentence naming plugin, file and field.
base::Result<Manifest> parse_manifest(std::string_view text, const std::string& file);

// Reads <folder>/plugin.json; the folder's name must be the id.
base::Result<Manifest> read_manifest(const std::string& folder);

// [a-z][a-z0-9-]{0,39}, no hyphen at the end, none doubled.
bool is_plugin_id(std::string_view text);
// "veza.http/1": dotted lower-case words, '/', a number from 1.
bool is_service_id(std::string_view text);

}  // namespace veza::plugins
