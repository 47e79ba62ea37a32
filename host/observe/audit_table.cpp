#include "observe/audit_table.h"

#include "base/text.h"

namespace veza::observe::audit_table {
namespace {

constexpr std::string_view columns =
    "seq, id, at, action, actor_id, subject_type, subject_id, request_id, who_salt, actor_name, ip, user_agent, "
    "who_hash, what_salt, state_before, state_after, what_hash, previous_hash, hash";

AuditRecord read(const data::RowView& row) {
  AuditRecord out;
  out.seq = row[0].integer();
  out.at = row[2].integer();
  const std::pair<size_t, std::string*> texts[] = {{1, &out.id},
                                                   {3, &out.action},
                                                   {4, &out.actor_id},
                                                   {5, &out.subject_type},
                                                   {6, &out.subject_id},
                                                   {7, &out.request_id},
                                                   {8, &out.who_salt},
                                                   {9, &out.actor_name},
                                                   {10, &out.ip},
                                                   {11, &out.user_agent},
                                                   {12, &out.who_hash},
                                                   {13, &out.what_salt},
                                                   {14, &out.state_before},
                                                   {15, &out.state_after},
                                                   {16, &out.what_hash},
                                                   {17, &out.previous_hash},
                                                   {18, &out.hash}};
  for (const auto& [column, text] : texts) *text = row[column].text();
  return out;
}

base::Status done(const base::Result<int64_t>& changed) {
  if (!changed) return base::fail(changed.error());
  return {};
}

base::Result<std::vector<AuditRecord>> records(data::Session& session, const std::string& sql, data::Params params) {
  std::vector<AuditRecord> found;
  auto status = session.query(sql, params, [&](const data::RowView& row) -> base::Status {
    found.push_back(read(row));
    return {};
  });
  if (!status) return base::fail(status.error());
  return found;
}

}  // namespace

base::Status hold(data::Transaction& tx) {
  // SQLite has one writer.
  if (tx.dialect() == data::Dialect::sqlite) return {};
  return tx.query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.audit_log', 0))", {}, nullptr);
}

base::Result<std::vector<Incoming>> incoming(data::Transaction& tx, size_t limit) {
  std::vector<Incoming> found;
  auto status = tx.query(
      "SELECT place, id, at, action, actor_id, actor_name, subject_type, subject_id, ip, user_agent, request_id, "
      "state_before, state_after FROM audit_incoming ORDER BY place LIMIT $1",
      {limit}, [&](const data::RowView& row) -> base::Status {
        Incoming one{row[0].integer(), {}};
        AuditRecord& record = one.record;
        record.id = row[1].text();
        record.at = row[2].integer();
        record.action = row[3].text();
        record.actor_id = row[4].text();
        record.actor_name = row[5].text();
        record.subject_type = row[6].text();
        record.subject_id = row[7].text();
        record.ip = row[8].text();
        record.user_agent = row[9].text();
        record.request_id = row[10].text();
        record.state_before = row[11].text();
        record.state_after = row[12].text();
        found.push_back(std::move(one));
        return {};
      });
  if (!status) return base::fail(status.error());
  return found;
}

base::Result<bool> has_incoming(data::Session& session) {
  auto row = session.row("SELECT 1 FROM audit_incoming LIMIT 1");
  if (!row) return base::fail(row.error());
  return row->has_value();
}

base::Status insert(data::Transaction& tx, const AuditRecord& r) {
  return done(tx.execute(
      "INSERT INTO audit_log (seq, id, at, action, actor_id, subject_type, subject_id, request_id, who_salt, "
      "actor_name, ip, user_agent, who_hash, what_salt, state_before, state_after, what_hash, previous_hash, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
      {r.seq, r.id, r.at, r.action, r.actor_id, r.subject_type, r.subject_id, r.request_id, r.who_salt, r.actor_name,
       r.ip, r.user_agent, r.who_hash, r.what_salt, r.state_before, r.state_after, r.what_hash, r.previous_hash,
       r.hash}));
}

base::Status drop_incoming(data::Transaction& tx, int64_t place) {
  return done(tx.execute("DELETE FROM audit_incoming WHERE place = $1", {place}));
}

base::Result<Place> head(data::Session& session) {
  auto row = session.row("SELECT seq, hash FROM audit_head WHERE name = 'chain'");
  if (!row) return base::fail(row.error());
  if (!*row) return Place{};
  return Place{(**row)[0].integer(), (**row)[1].string()};
}

base::Status set_head(data::Transaction& tx, const Place& place, int64_t now) {
  return done(tx.execute(
      "INSERT INTO audit_head (name, seq, hash, updated_at) VALUES ('chain', $1, $2, $3) "
      "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, updated_at = excluded.updated_at",
      {place.seq, place.hash, now}));
}

base::Result<std::optional<Anchor>> anchor(data::Session& session) {
  auto row = session.row("SELECT seq, hash, removed, made_at FROM audit_anchors ORDER BY seq DESC LIMIT 1");
  if (!row) return base::fail(row.error());
  if (!*row) return std::optional<Anchor>();
  const data::Row& found = **row;
  return std::optional(Anchor{found[0].integer(), found[1].string(), found[2].integer(), found[3].integer()});
}

base::Status insert_anchor(data::Transaction& tx, const Anchor& anchor) {
  return done(tx.execute("INSERT INTO audit_anchors (seq, hash, removed, made_at) VALUES ($1, $2, $3, $4)",
                         {anchor.seq, anchor.hash, anchor.removed, anchor.made_at}));
}

base::Result<std::vector<AuditRecord>> after(data::Session& session, int64_t seq, size_t limit) {
  return records(session, "SELECT " + std::string(columns) + " FROM audit_log WHERE seq > $1 ORDER BY seq LIMIT $2",
                 {seq, limit});
}

base::Result<std::vector<AuditRecord>> find(data::Session& session, const AuditFilter& filter, size_t limit) {
  std::string sql = "SELECT " + std::string(columns) + " FROM audit_log WHERE seq < $1";
  std::vector<data::ValueView> params{filter.before_seq > 0 ? filter.before_seq : INT64_MAX};
  const auto param = [&](data::ValueView value) {
    params.push_back(value);
    return "$" + std::to_string(params.size());
  };
  if (!filter.actor.empty()) {
    const std::string name = param(filter.actor);
    sql += " AND (actor_id = " + name + " OR lower(actor_name) = lower(" + name + "))";
  }
  if (!filter.action.empty()) {
    const std::string prefix = param(filter.action);
    sql += " AND substr(action, 1, length(" + prefix + ")) = " + prefix;
  }
  std::string type;
  std::string id = filter.subject;
  if (const auto colon = id.find(':'); colon != std::string::npos) {
    type = id.substr(0, colon);
    id = id.substr(colon + 1);
  }
  if (!type.empty()) sql += " AND subject_type = " + param(type);
  if (!id.empty()) sql += " AND subject_id = " + param(id);
  if (!filter.ip.empty()) sql += " AND ip = " + param(filter.ip);
  if (filter.from) sql += " AND at >= " + param(*filter.from);
  if (filter.to) sql += " AND at < " + param(*filter.to);
  sql += " ORDER BY seq DESC LIMIT " + param(limit);
  return records(session, sql, params);
}

base::Result<std::optional<Place>> last_before(data::Session& session, int64_t before_ms) {
  // The clock may have gone back between two entries: everything up to the row must be old.
  auto row = session.row(
      "SELECT seq, hash FROM audit_log WHERE seq < COALESCE((SELECT min(seq) FROM audit_log WHERE at >= $1), "
      "9223372036854775807) ORDER BY seq DESC LIMIT 1",
      {before_ms});
  if (!row) return base::fail(row.error());
  if (!*row) return std::optional<Place>();
  return std::optional(Place{(**row)[0].integer(), (**row)[1].string()});
}

base::Result<int64_t> remove_through(data::Transaction& tx, int64_t seq) {
  return tx.execute("DELETE FROM audit_log WHERE seq <= $1", {seq});
}

base::Status erase(data::Transaction& tx, std::string_view user_id, int64_t now) {
  auto marked =
      done(tx.execute("INSERT INTO audit_erasures (user_id, made_at) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING",
                      {user_id, now}));
  if (!marked) return marked;
  auto who =
      done(tx.execute("UPDATE audit_log SET who_salt = '', actor_name = '', ip = '', user_agent = '' "
                      "WHERE (actor_id = $1 OR (subject_id = $1 AND actor_id = '' AND actor_name = '')) "
                      "AND who_salt <> ''",
                      {user_id}));
  if (!who) return who;
  return done(
      tx.execute("UPDATE audit_log SET what_salt = '', state_before = '', state_after = '' "
                 "WHERE (actor_id = $1 OR subject_id = $1) AND what_salt <> ''",
                 {user_id}));
}

base::Result<std::vector<Told>> told(data::Session& session, std::string_view action) {
  std::vector<Told> found;
  auto status = session.query(
      "SELECT subject_id, state_after FROM audit_log WHERE action = $1 "
      "UNION ALL SELECT subject_id, state_after FROM audit_incoming WHERE action = $1",
      {action}, [&](const data::RowView& row) -> base::Status {
        found.push_back({row[0].string(), row[1].string()});
        return {};
      });
  if (!status) return base::fail(status.error());
  return found;
}

}  // namespace veza::observe::audit_table
