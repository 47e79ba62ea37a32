// The chain: order, hashes, what triggers refuse, what verification finds, what retention leaves.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "audit_support.h"
#include "base/crypto.h"

using namespace veza;
using namespace veza::observe;
using observe::test::Log;

namespace {

constexpr const char* refusal = "append-only";

bool mentions(const AuditReport& report, std::string_view text) {
  for (const auto& fault : report.faults) {
    if (fault.problem.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(audit_chain)

BOOST_AUTO_TEST_CASE(entries_are_chained_in_the_order_they_were_recorded) {
  Log log;
  for (int i = 0; i < 450; ++i) log.record("test.thing.done", "u1", std::to_string(i));
  BOOST_TEST(log.chain() == 450);
  BOOST_TEST(log.chain() == 0);
  const auto rows = log.rows();
  BOOST_REQUIRE_EQUAL(rows.size(), 450U);
  std::string previous = audit_genesis;
  for (size_t i = 0; i < rows.size(); ++i) {
    BOOST_TEST(rows[i].seq == static_cast<int64_t>(i) + 1);
    BOOST_TEST(rows[i].subject_id == std::to_string(i));
    BOOST_TEST(rows[i].previous_hash == previous);
    previous = rows[i].hash;
  }
  const auto report = log.verify();
  BOOST_TEST(report.sound());
  BOOST_TEST(report.entries == 450);
  BOOST_TEST(report.head == previous);
  BOOST_TEST(log.number("SELECT count(*) FROM audit_incoming") == 0);
}

BOOST_AUTO_TEST_CASE(the_hash_is_what_the_header_says) {
  Log log;
  log.record("test.thing.done");
  log.chain();
  const auto row = log.rows().at(0);
  const std::string who =
      base::sha256_hex(row.who_salt + R"({"actor_name":"name of u1","ip":"192.0.2.1","user_agent":"Test/1.0"})");
  const std::string what = base::sha256_hex(row.what_salt + R"({"after":{"n":2,"text":"ü"},"before":{"n":1}})");
  BOOST_TEST(row.who_hash == who);
  BOOST_TEST(row.what_hash == what);
  BOOST_TEST(row.hash == base::sha256_hex(audit_genesis + R"({"action":"test.thing.done","actor_id":"u1","at":)" +
                                          std::to_string(log.now()) + R"(,"id":")" + row.id +
                                          R"(","request_id":"r1","seq":1,"subject_id":"s1","subject_type":"thing",)" +
                                          R"("what":")" + what + R"(","who":")" + who + R"("})"));
  BOOST_TEST(row.who_salt != row.what_salt);
  BOOST_TEST(row.who_salt.size() >= 22U);
}

BOOST_AUTO_TEST_CASE(an_entry_is_there_with_its_change_or_not_at_all) {
  Log log;
  AuditEntry entry;
  entry.action = "test.thing.done";
  const auto failed = log.db().write([&](data::Transaction& tx) -> base::Status {
    if (auto told = log.audit().record(tx, entry); !told) return told;
    return base::fail(base::Code::conflict, "the change was not made");
  });
  BOOST_TEST(!failed);
  BOOST_TEST(log.chain() == 0);
}

BOOST_AUTO_TEST_CASE(two_hosts_chain_at_once_without_a_gap) {
  Log log;
  std::vector<std::thread> hosts;
  for (int host = 0; host < 3; ++host) {
    hosts.emplace_back([&log] {
      for (int i = 0; i < 40; ++i) {
        AuditEntry entry;
        entry.action = "test.thing.done";
        static_cast<void>(log.audit().record(log.db(), entry));
        static_cast<void>(chain_audit(log.db(), log.clock()));
      }
    });
  }
  for (auto& host : hosts) host.join();
  const auto report = log.verify();
  BOOST_TEST(report.sound());
  BOOST_TEST(report.entries == 120);
}

BOOST_AUTO_TEST_CASE(triggers_refuse_every_change) {
  Log log;
  log.record("test.thing.done");
  // Also before it is chained.
  BOOST_TEST(log.refused("UPDATE audit_incoming SET actor_id = 'x'").find(refusal) != std::string::npos);
  BOOST_TEST(log.refused("DELETE FROM audit_incoming").find(refusal) != std::string::npos);
  log.chain();
  const std::vector<std::string> forbidden = {
      "UPDATE audit_log SET action = 'x.y'",
      "UPDATE audit_log SET actor_name = ''",
      "UPDATE audit_log SET who_salt = '', actor_name = '', ip = '', user_agent = ''",
      "UPDATE audit_log SET what_salt = '', state_before = '', state_after = ''",
      "UPDATE audit_log SET hash = 'x'",
      "UPDATE audit_log SET seq = 7",
      "DELETE FROM audit_log",
      "UPDATE audit_head SET seq = 0",
      "UPDATE audit_head SET hash = 'x'",
      "DELETE FROM audit_head",
  };
  for (const auto& sql : forbidden) BOOST_TEST(log.refused(sql).find(refusal) != std::string::npos, sql);
  if (data::on_postgres()) {
    for (const char* table : {"audit_log", "audit_incoming", "audit_head", "audit_anchors", "audit_erasures"}) {
      BOOST_TEST(log.refused("TRUNCATE " + std::string(table)).find(refusal) != std::string::npos, table);
    }
  }
  BOOST_TEST(log.verify().sound());
}

struct Tampering {
  const char* what;
  const char* sql;
  const char* found;  // a part of the sentence that names it
};

BOOST_AUTO_TEST_CASE(verification_finds_what_got_past_the_triggers) {
  // The log holds entries 1 to 6.
  const std::vector<Tampering> table = {
      {"an action changed", "UPDATE audit_log SET action = 'test.thing.undone' WHERE seq = 3", "was changed"},
      {"an actor changed", "UPDATE audit_log SET actor_id = 'u2' WHERE seq = 3", "was changed"},
      {"a time changed", "UPDATE audit_log SET at = at + 1 WHERE seq = 3", "was changed"},
      {"an address changed", "UPDATE audit_log SET ip = '198.51.100.1' WHERE seq = 3", "from where, was changed"},
      {"a name changed", "UPDATE audit_log SET actor_name = 'x' WHERE seq = 3", "who did it"},
      {"a state changed", "UPDATE audit_log SET state_after = '{\"n\":3}' WHERE seq = 3", "what was done was changed"},
      {"a state written differently", "UPDATE audit_log SET state_before = '{ \"n\":1}' WHERE seq = 3",
       "what was done was changed"},
      {"the person taken out",
       "UPDATE audit_log SET who_salt = '', actor_name = '', ip = '', user_agent = '' "
       "WHERE seq = 3",
       "nobody was erased"},
      {"the states taken out", "UPDATE audit_log SET what_salt = '', state_before = '', state_after = '' WHERE seq = 3",
       "nobody was erased"},
      {"one removed", "DELETE FROM audit_log WHERE seq = 3", "entry 3 is missing"},
      {"several removed", "DELETE FROM audit_log WHERE seq IN (3, 4)", "entries 3 to 4 are missing"},
      {"the first removed", "DELETE FROM audit_log WHERE seq = 1", "entry 1 is missing"},
      {"the last removed", "DELETE FROM audit_log WHERE seq = 6", "newest entries are missing"},
      {"all removed", "DELETE FROM audit_log", "newest entries are missing"},
      {"one removed, the rest moved up",
       "DELETE FROM audit_log WHERE seq = 3; UPDATE audit_log SET seq = 3 WHERE seq = 4; "
       "UPDATE audit_log SET seq = 4 WHERE seq = 5; UPDATE audit_log SET seq = 5 WHERE seq = 6",
       "does not follow"},
      {"two exchanged",
       "UPDATE audit_log SET seq = 100 WHERE seq = 3; UPDATE audit_log SET seq = 3 WHERE seq = 4; "
       "UPDATE audit_log SET seq = 4 WHERE seq = 100",
       "does not follow"},
      {"one put between",
       "UPDATE audit_log SET seq = 7 WHERE seq = 6; UPDATE audit_log SET seq = 6 WHERE seq = 5; "
       "INSERT INTO audit_log SELECT 5, 'new', at, action, actor_id, subject_type, subject_id, request_id, who_salt, "
       "actor_name, ip, user_agent, who_hash, what_salt, state_before, state_after, what_hash, previous_hash, hash "
       "FROM audit_log WHERE seq = 4",
       "was changed"},
      {"one put at the end",
       "INSERT INTO audit_log SELECT 7, 'new', at, action, actor_id, subject_type, subject_id, request_id, who_salt, "
       "actor_name, ip, user_agent, who_hash, what_salt, state_before, state_after, what_hash, hash, hash "
       "FROM audit_log WHERE seq = 6",
       "were put there"},
      {"one put before the first",
       "INSERT INTO audit_log SELECT 0, 'new', at, action, actor_id, subject_type, subject_id, request_id, who_salt, "
       "actor_name, ip, user_agent, who_hash, what_salt, state_before, state_after, what_hash, previous_hash, hash "
       "FROM audit_log WHERE seq = 1",
       "was put there"},
      {"the head set back after the last was removed",
       "DELETE FROM audit_log WHERE seq = 6; UPDATE audit_head SET seq = 5", "ended with another entry"},
  };
  for (const auto& row : table) {
    Log log;
    for (int i = 0; i < 6; ++i) log.record("test.thing.done", "u1", std::to_string(i));
    BOOST_REQUIRE(log.verify().sound());
    log.tamper(row.sql);
    const auto report = log.verify();
    BOOST_TEST(!report.sound(), row.what);
    BOOST_TEST(mentions(report, row.found), row.what << ": " << to_json(report).dump());
  }
}

BOOST_AUTO_TEST_CASE(a_log_written_anew_is_found_by_an_entry_noted_before) {
  Log log;
  for (int i = 0; i < 3; ++i) log.record("test.thing.done", "u1", std::to_string(i));
  const auto noted = parse_witness("2:" + (log.chain(), log.rows().at(1).hash));
  BOOST_REQUIRE(noted.has_value());
  const auto checked = [&] {
    const auto report = verify_audit(log.db(), noted);
    BOOST_REQUIRE(report);
    return report->sound();
  };
  BOOST_TEST(checked());
  log.tamper("DELETE FROM audit_log; DELETE FROM audit_head");
  for (int i = 0; i < 3; ++i) log.record("test.thing.done", "u2", std::to_string(i));
  BOOST_TEST(log.verify().sound());
  BOOST_TEST(!checked());
  for (const char* text : {"", "2", "2:", "x:", "0:0000000000000000000000000000000000000000000000000000000000000000",
                           "2:000000000000000000000000000000000000000000000000000000000000000X"}) {
    BOOST_TEST(!parse_witness(text), text);
  }
}

BOOST_AUTO_TEST_CASE(retention_takes_the_old_end_and_the_chain_still_holds) {
  Log log;
  for (int i = 0; i < 5; ++i) log.record("test.old.done", "u1", std::to_string(i));
  log.chain();
  log.pass(1'000);
  for (int i = 0; i < 3; ++i) log.record("test.new.done", "u1", std::to_string(i));
  log.chain();
  const auto removed = prune_audit(log.db(), log.audit(), log.now(), log.clock());
  BOOST_REQUIRE(removed);
  BOOST_TEST(*removed == 5);
  auto report = log.verify();
  BOOST_TEST(report.sound());
  BOOST_TEST(report.removed_through == 5);
  BOOST_TEST(report.first == 6);
  BOOST_TEST(report.entries == 4);
  BOOST_TEST(log.rows().back().action == "audit.entries.removed");
  // Nothing more is old.
  const auto again = prune_audit(log.db(), log.audit(), log.now(), log.clock());
  BOOST_TEST((again && *again == 0));
  // The anchor lets nothing newer go, and what was removed cannot be put back.
  BOOST_TEST(log.refused("DELETE FROM audit_log WHERE seq = 6").find(refusal) != std::string::npos);
  BOOST_TEST(log.refused("UPDATE audit_anchors SET seq = 9").find(refusal) != std::string::npos);
  BOOST_TEST(log.refused("DELETE FROM audit_anchors").find(refusal) != std::string::npos);
  log.tamper(
      "INSERT INTO audit_log SELECT 5, 'new', at, action, actor_id, subject_type, subject_id, request_id, "
      "who_salt, actor_name, ip, user_agent, who_hash, what_salt, state_before, state_after, what_hash, "
      "previous_hash, hash FROM audit_log WHERE seq = 6");
  BOOST_TEST(mentions(log.verify(), "retention had removed"));
}

BOOST_AUTO_TEST_CASE(retention_of_everything_leaves_a_chain_that_goes_on) {
  Log log;
  for (int i = 0; i < 2'500; ++i) log.record("test.old.done", "u1", std::to_string(i));
  log.chain();
  log.pass(1);
  const auto removed = prune_audit(log.db(), log.audit(), log.now(), log.clock());
  BOOST_REQUIRE(removed);
  BOOST_TEST(*removed == 2'500);
  log.record("test.new.done");
  const auto report = log.verify();
  BOOST_TEST(report.sound());
  BOOST_TEST(report.removed_through == 2'500);
}

BOOST_AUTO_TEST_CASE(an_old_entry_behind_a_newer_one_stays) {
  Log log;
  log.pass(10'000);
  log.record("test.new.done");
  log.pass(-10'000);
  log.record("test.old.done");
  log.chain();
  const auto removed = prune_audit(log.db(), log.audit(), log.now() + 5'000, log.clock());
  BOOST_TEST((removed && *removed == 0));
  BOOST_TEST(log.rows().size() == 2U);
}

BOOST_AUTO_TEST_CASE(erasing_somebody_leaves_a_pseudonym_and_a_sound_chain) {
  Log log;
  log.record("test.thing.done", "u1", "t1");
  log.record("test.thing.done", "u2", "u1");
  log.record("test.thing.done", "u2", "t2");
  log.chain();
  log.record("test.thing.done", "u1", "not chained yet");
  AuditEntry failed;
  failed.action = "test.sign_in.failed";
  failed.subject_id = "u1";
  failed.ip = "192.0.2.9";
  failed.user_agent = "Test/1.0";
  log.record(failed);
  log.erase("u1");
  log.erase("u1");
  const auto rows = log.rows();
  BOOST_REQUIRE(rows.size() >= 5U);
  for (const size_t own : {0, 3, 4}) {
    BOOST_TEST(rows[own].actor_id == (own == 4 ? "" : "u1"));
    BOOST_TEST(rows[own].actor_name + rows[own].ip + rows[own].user_agent + rows[own].state_after == "");
  }
  // What somebody else did to them keeps who did it.
  BOOST_TEST(rows[1].actor_name == "name of u2");
  BOOST_TEST(rows[1].ip == "192.0.2.1");
  BOOST_TEST(rows[1].state_after == "");
  BOOST_TEST(rows[2].state_after != "");
  const auto report = log.verify();
  BOOST_TEST(report.sound());
  BOOST_TEST(report.erased >= 4);
}

BOOST_AUTO_TEST_CASE(what_the_log_does_not_tell_of_is_a_fault) {
  // No trigger is in the way of these: they say what retention and erasure say.
  const std::vector<Tampering> table = {
      {"a part removed as if by retention",
       "INSERT INTO audit_anchors SELECT seq, hash, seq, at FROM audit_log WHERE seq = 3; "
       "DELETE FROM audit_log WHERE seq <= 3",
       "does not say that retention did"},
      {"all of it removed as if by retention",
       "INSERT INTO audit_anchors SELECT seq, hash, seq, at FROM audit_log WHERE seq = 6; DELETE FROM audit_log",
       "does not say that retention did"},
      {"somebody taken out as if erased",
       "INSERT INTO audit_erasures (user_id, made_at) VALUES ('u1', 1); UPDATE audit_log SET who_salt = '', "
       "actor_name = '', ip = '', user_agent = '' WHERE seq = 2",
       "nobody was erased"},
  };
  for (const auto& row : table) {
    Log log;
    for (int i = 0; i < 6; ++i) log.record("test.thing.done", "u1", std::to_string(i));
    BOOST_REQUIRE(log.verify().sound());
    BOOST_REQUIRE_EQUAL(log.refused(row.sql), "");
    BOOST_TEST(mentions(log.verify(), row.found), row.what);
  }
}

BOOST_AUTO_TEST_CASE(the_thread_chains_within_moments_and_what_is_left_at_the_end) {
  Log log;
  {
    const AuditChain chain(log.db(), log.audit(), base::Log());
    for (int i = 0; i < 20; ++i) log.record("test.thing.done");
    for (int i = 0; i < 6'000 && log.number("SELECT count(*) FROM audit_log") < 20; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    BOOST_TEST(log.number("SELECT count(*) FROM audit_log") == 20);
    log.record("test.last.done");
  }
  BOOST_TEST(log.number("SELECT count(*) FROM audit_log") == 21);
  BOOST_TEST(log.verify().sound());
}

BOOST_AUTO_TEST_SUITE_END()
