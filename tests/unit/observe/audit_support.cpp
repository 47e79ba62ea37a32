#include "audit_support.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

namespace veza::observe::test {

Log::Log() {
  std::string name = (std::filesystem::temp_directory_path() / "veza-audit-XXXXXX").string();
  BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
  folder_ = name;
  place_ = std::make_unique<data::TestDatabase>((folder_ / "veza.db").string());
  auto opened = place_->open();
  BOOST_REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
  db_ = std::move(*opened);
  const auto migrated = data::migrate(*db_, {audit_migrations(db_->dialect())});
  BOOST_REQUIRE_MESSAGE(migrated, (migrated ? "" : migrated.error().message));
}

Log::~Log() {
  db_.reset();
  place_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Log::record(const AuditEntry& entry) {
  const auto done = audit_.record(*db_, entry);
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
}

void Log::record(const std::string& action, const std::string& actor, const std::string& subject) {
  AuditEntry entry;
  entry.action = action;
  entry.actor_id = actor;
  entry.actor_name = "name of " + actor;
  entry.subject_type = "thing";
  entry.subject_id = subject;
  entry.ip = "192.0.2.1";
  entry.user_agent = "Test/1.0";
  entry.request_id = "r1";
  entry.before = {{"n", 1}};
  entry.after = {{"n", 2}, {"text", "ü"}};
  record(entry);
}

void Log::erase(const std::string& user) {
  AuditEntry told;
  told.action = erased_action;
  told.subject_type = "user";
  told.subject_id = user;
  const auto done =
      db_->write([&](data::Transaction& tx) { return erase_from_audit(tx, audit_, user, told, clock()); });
  BOOST_REQUIRE_MESSAGE(done, (done ? "" : done.error().message));
}

int64_t Log::chain() {
  const auto chained = chain_audit(*db_, clock());
  BOOST_REQUIRE_MESSAGE(chained, (chained ? "" : chained.error().message));
  return *chained;
}

AuditReport Log::verify() {
  chain();
  auto report = verify_audit(*db_);
  BOOST_REQUIRE_MESSAGE(report, (report ? "" : report.error().message));
  return std::move(*report);
}

std::vector<AuditRecord> Log::rows() {
  auto rows = audit_table::after(*db_, INT64_MIN, 10'000);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  return std::move(*rows);
}

std::string Log::refused(const std::string& sql) {
  const auto done = db_->write([&](data::Transaction& tx) { return tx.script(sql); });
  return done ? "" : done.error().message;
}

void Log::tamper(const std::string& sql) {
  const bool sqlite = db_->dialect() == data::Dialect::sqlite;
  std::string script;
  for (const char* table : {"audit_log", "audit_head", "audit_anchors", "audit_erasures"}) {
    if (!sqlite) script += "ALTER TABLE " + std::string(table) + " DISABLE TRIGGER ALL;";
  }
  if (sqlite) {
    for (const char* trigger : {"audit_log_fixed", "audit_log_kept", "audit_head_forward", "audit_head_kept"}) {
      script += "DROP TRIGGER IF EXISTS " + std::string(trigger) + ";";
    }
  }
  BOOST_REQUIRE_EQUAL(refused(script + sql), "");
}

int64_t Log::number(const std::string& sql) {
  const auto row = db_->row(sql);
  BOOST_REQUIRE(row && *row);
  return (**row)[0].integer();
}

}  // namespace veza::observe::test
