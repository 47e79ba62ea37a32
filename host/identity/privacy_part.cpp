#include "identity/privacy_part.h"

#include "base/crypto.h"
#include "data/schema.h"
#include "identity/link_requests.h"
#include "identity/names.h"
#include "identity/user_store.h"
#include "mail/letters.h"
#include "observe/audit_mask.h"
#include "observe/audit_table.h"

namespace veza::identity {
namespace {

using base::Json;

constexpr size_t audit_rows_at_once = 500;

std::string name_hash(std::string_view username) {
  return base::sha256_hex("veza retired name\n" + username_key(username));
}

// The tables of identity that name a user, those first that point to others.
base::Result<std::vector<data::Table>> tables_of_users(data::Session& session) {
  auto all = data::tables(session);
  if (!all) return base::fail(all.error());
  std::vector<data::Table> found;
  for (auto table = all->rbegin(); table != all->rend(); ++table) {
    if (!table->name.starts_with("identity_")) continue;
    for (const auto& column : table->columns) {
      if (column.name != "user_id") continue;
      found.push_back(*table);
      break;
    }
  }
  return found;
}

Json value_of(const data::ValueView& value) {
  switch (value.type()) {
    case data::Type::integer:
      return value.integer();
    case data::Type::real:
      return value.real();
    case data::Type::text:
      return value.string();
    default:
      return nullptr;
  }
}

bool is_secret(const std::string& column) {
  const Json masked = observe::mask_audit({{column, 1}});
  return masked[column] == "***" || column.find("sealed") != std::string::npos;
}

base::Result<Json> rows_of(data::Session& session, const data::Table& table, std::string_view user_id) {
  std::vector<std::string> names;
  std::string columns;
  for (const auto& column : table.columns) {
    if (is_secret(column.name)) continue;
    columns += (columns.empty() ? "" : ", ") + data::quoted(column.name);
    names.push_back(column.name);
  }
  Json rows = Json::array();
  auto read = session.query("SELECT " + columns + " FROM " + data::quoted(table.name) + " WHERE user_id = $1",
                            {user_id}, [&](const data::RowView& row) -> base::Status {
                              Json one = Json::object();
                              for (size_t i = 0; i < names.size(); ++i) one[names[i]] = value_of(row[i]);
                              rows.push_back(std::move(one));
                              return {};
                            });
  if (!read) return base::fail(read.error());
  return rows;
}

base::Status write_identity(data::Database& db, std::string_view user_id, privacy::ExportSink& sink) {
  auto user = find_user(db, user_id);
  if (!user) return base::fail(user.error());
  if (*user) {
    // What a role may do is the site's to say, not a part of the account.
    Json account = to_json((*user)->user, RoleTable({}, {}));
    account.erase("permissions");
    if (auto put = sink.json("account.json", account.dump(2)); !put) return put;
  }
  auto tables = tables_of_users(db);
  if (!tables) return base::fail(tables.error());
  for (const auto& table : *tables) {
    auto rows = rows_of(db, table, user_id);
    if (!rows) return base::fail(rows.error());
    if (rows->empty()) continue;
    const std::string name = table.name.substr(std::string_view("identity_").size()) + ".json";
    if (auto put = sink.json(name, base::to_text(*rows)); !put) return put;
  }
  return {};
}

base::Result<bool> erase_identity(data::Transaction& tx, std::string_view user_id, events::Outbox& outbox,
                                  const base::Clock& clock) {
  auto user = find_user(tx, user_id);
  if (!user) return base::fail(user.error());
  auto tables = tables_of_users(tx);
  if (!tables) return base::fail(tables.error());
  for (const auto& table : *tables) {
    auto gone = tx.execute("DELETE FROM " + data::quoted(table.name) + " WHERE user_id = $1", {user_id});
    if (!gone) return base::fail(gone.error());
  }
  if (auto gone = mail::remove_letters_of(tx, user_id); !gone) return base::fail(gone.error());
  if (!*user) return false;
  if (auto gone = forget_link_requests(tx, (*user)->user.email); !gone) return base::fail(gone.error());
  auto retired = tx.execute(
      "INSERT INTO privacy_retired_names (name_hash, retired_at) VALUES ($1, $2) ON CONFLICT (name_hash) DO NOTHING",
      {name_hash((*user)->user.username), clock()});
  if (!retired) return base::fail(retired.error());
  auto gone = tx.execute("DELETE FROM identity_users WHERE id = $1", {user_id});
  if (!gone) return base::fail(gone.error());
  events::Event event;
  event.event_type = "identity.user.erased.v1";
  event.aggregate_type = "user";
  event.aggregate_id = user_id;
  event.data = base::to_text({{"user_id", user_id}});
  if (auto emitted = outbox.emit(tx, std::move(event)); !emitted) return base::fail(emitted.error());
  return false;
}

base::Status write_audit(data::Database& db, std::string_view user_id, privacy::ExportSink& sink) {
  Json entries = Json::array();
  observe::AuditFilter filter;
  filter.actor = user_id;
  for (;;) {
    auto rows = observe::audit_table::find(db, filter, audit_rows_at_once);
    if (!rows) return base::fail(rows.error());
    for (const auto& row : *rows) entries.push_back(observe::to_json(row));
    if (rows->size() < audit_rows_at_once) break;
    filter.before_seq = rows->back().seq;
  }
  return sink.json("audit.json", base::to_text(entries));
}

bool open_to_closed(std::string_view path) {
  // The site may be below a path.
  constexpr std::string_view api = "/api/v1/";
  const size_t at = path.find(api);
  if (at == std::string_view::npos) return true;
  path.remove_prefix(at + api.size());
  return path.starts_with("auth/") || path.starts_with("account/export") || path == "account/restore" || path == "site";
}

}  // namespace

privacy::Handler identity_part(data::Database& db, events::Outbox& outbox, base::Clock clock) {
  privacy::Handler handler;
  handler.owner = "identity";
  handler.write = [&db](std::string_view user_id, privacy::ExportSink& sink) {
    return write_identity(db, user_id, sink);
  };
  handler.erase = [&outbox, clock = std::move(clock)](data::Transaction& tx, std::string_view user_id) {
    return erase_identity(tx, user_id, outbox, clock);
  };
  return handler;
}

privacy::Handler audit_part(data::Database& db) {
  privacy::Handler handler;
  handler.owner = "audit";
  handler.write = [&db](std::string_view user_id, privacy::ExportSink& sink) { return write_audit(db, user_id, sink); };
  handler.erase = [](data::Transaction&, std::string_view) -> base::Result<bool> { return false; };
  return handler;
}

base::Result<bool> is_retired_name(data::Session& session, std::string_view username) {
  auto row = session.row("SELECT 1 FROM privacy_retired_names WHERE name_hash = $1", {name_hash(username)});
  if (!row) return base::fail(row.error());
  return row->has_value();
}

http::Authenticator close_accounts(http::Authenticator inner, const privacy::Privacy& privacy) {
  return [inner = std::move(inner), &privacy](const net::Request& request,
                                              const http::AuthOptions& options) -> http::Answer<http::Authentication> {
    auto found = inner(request, options);
    if (!found || !privacy.is_closed(found->principal->user_id) || open_to_closed(request.path)) return found;
    return http::refuse(403, "account_closed",
                        "This account is closed and waits to be erased. Restore it to go on using it.");
  };
}

}  // namespace veza::identity
