#include "app/audit_note.h"

#include "app/command.h"

namespace veza::app {
namespace {

using base::Json;

// {key: value as shown}.
Json shown(const Settings& settings) {
  Json values = Json::object();
  const Json all = settings.describe();
  for (const auto& [key, about] : all.items()) values[key] = about.is_object() ? about.value("value", Json()) : about;
  return values;
}

Json shown(const std::vector<plugins::PluginInfo>& plugins) {
  Json values = Json::object();
  for (const auto& plugin : plugins) values[plugin.id] = {{"state", name(plugin.state)}, {"version", plugin.version}};
  return values;
}

// What differs of the two objects, as it was and as it is; members that are only in one are null in the other.
std::pair<Json, Json> difference(const Json& before, const Json& now) {
  std::pair<Json, Json> out{Json::object(), Json::object()};
  for (const auto& [key, value] : now.items()) {
    if (before.contains(key) && before[key] == value) continue;
    out.first[key] = before.value(key, Json());
    out.second[key] = value;
  }
  for (const auto& [key, value] : before.items()) {
    if (now.contains(key)) continue;
    out.first[key] = value;
    out.second[key] = nullptr;
  }
  return out;
}

base::Status note(data::Transaction& tx, observe::Audit& audit, const std::string& what, const std::string& node,
                  const Json& now) {
  const std::string name = what + "/" + node;
  auto row = tx.row("SELECT value FROM audit_known WHERE name = $1", {name});
  if (!row) return base::fail(row.error());
  const auto known = *row ? base::parse_json((**row)[0].text()) : base::Result<Json>(Json());
  auto stored = tx.execute(
      "INSERT INTO audit_known (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {name, base::to_text(now)});
  if (!stored) return base::fail(stored.error());
  // The first start of a node changes nothing.
  if (!known || !known->is_object() || *known == now) return {};
  observe::AuditEntry entry;
  entry.action = "site." + what + ".changed";
  entry.actor_name = "site";
  entry.subject_type = "node";
  entry.subject_id = node;
  std::tie(entry.before, entry.after) = difference(*known, now);
  return audit.record(tx, entry);
}

}  // namespace

observe::AuditEntry command_entry(const std::string& action, const std::string& subject_type,
                                  const std::string& subject_id, const Json& after) {
  observe::AuditEntry entry;
  entry.action = action;
  entry.actor_name = "command line";
  entry.subject_type = subject_type;
  entry.subject_id = subject_id;
  entry.after = after;
  return entry;
}

void note_command(data::Database& database, const std::string& action, const std::string& subject_type,
                  const std::string& subject_id, const Json& after) {
  observe::Audit audit;
  const auto pending = data::pending(database, {observe::audit_migrations(database.dialect())});
  if (pending && !pending->empty()) return;
  if (const auto noted = audit.record(database, command_entry(action, subject_type, subject_id, after)); !noted) {
    complain("this is not in the audit log: " + noted.error().message);
  }
}

base::Status note_start(data::Database& database, observe::Audit& audit, const std::string& node,
                        const Settings& settings, const std::vector<plugins::PluginInfo>& plugins) {
  return database.write([&](data::Transaction& tx) -> base::Status {
    if (auto noted = note(tx, audit, "settings", node, shown(settings)); !noted) return noted;
    return note(tx, audit, "plugins", node, shown(plugins));
  });
}

}  // namespace veza::app
