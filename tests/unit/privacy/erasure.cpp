// A person is forgotten: at once for others, after the grace for good, whole or not at all.
#include <boost/test/unit_test.hpp>

#include "observe/audit_chain.h"
#include "observe/audit_table.h"
#include "observe/audit_verify.h"
#include "support.h"

using namespace veza;
using namespace veza::privacy;
using privacy::test::eventually;
using privacy::test::World;

namespace {

constexpr int64_t day_ms = 24LL * 3600 * 1000;

bool restored(World& world, const std::string& user) {
  bool done = false;
  BOOST_REQUIRE(world.db().write([&](data::Transaction& tx) -> base::Status {
    auto cancelled = world.privacy().cancel_erasure(tx, user);
    if (!cancelled) return base::fail(cancelled.error());
    done = *cancelled;
    return {};
  }));
  BOOST_REQUIRE(world.privacy().synchronize());
  return done;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(erasure)

BOOST_AUTO_TEST_CASE(it_begins_after_the_grace_and_can_be_taken_back_before) {
  World world;
  world.open({world.part("diary"), world.part("identity")});
  world.note("diary", "ann", "dear diary");
  world.ask_erasure("ann", std::nullopt);
  BOOST_TEST(world.privacy().is_closed("ann"));
  BOOST_TEST(!world.privacy().is_closed("bob"));
  BOOST_TEST(!world.privacy().is_closed(""));
  world.pass(13 * day_ms);
  BOOST_TEST(world.erasure_state("ann") == "waiting");
  BOOST_TEST(world.notes("diary", "ann") == 1);
  BOOST_TEST(restored(world, "ann"));
  BOOST_TEST(!restored(world, "ann"));
  BOOST_TEST(!world.privacy().is_closed("ann"));
  world.pass(30 * day_ms);
  BOOST_REQUIRE(world.privacy().sweep());
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  BOOST_TEST(world.notes("diary", "ann") == 1);
  world.ask_erasure("ann", std::nullopt);
  world.pass(14 * day_ms);
  BOOST_TEST(eventually([&] { return world.erasure_state("ann") == "done"; }));
  BOOST_TEST(world.notes("diary", "ann") == 0);
}

BOOST_AUTO_TEST_CASE(nothing_of_others_goes) {
  World world;
  world.open({world.part("diary", 3), world.part("identity")});
  for (int i = 0; i < 10; ++i) world.note("diary", "ann", "a");
  for (int i = 0; i < 10; ++i) world.note("diary", "bob", "b");
  world.ask_erasure("ann");
  BOOST_TEST(eventually([&] { return world.erasure_state("ann") == "done"; }));
  BOOST_TEST(world.notes("diary", "ann") == 0);
  BOOST_TEST(world.notes("diary", "bob") == 10);
}

BOOST_AUTO_TEST_CASE(one_that_was_cut_short_goes_on_where_it_was) {
  World world;
  auto calls = std::make_shared<std::atomic<int>>(0);
  const auto counted = [&](const std::string& owner) {
    auto handler = world.part(owner);
    handler.erase = [calls, erase = handler.erase](data::Transaction& tx, std::string_view user) {
      ++*calls;
      return erase(tx, user);
    };
    return handler;
  };
  auto broken = world.part("library");
  std::atomic<bool> reached{false};
  broken.erase = [&reached](data::Transaction&, std::string_view) -> base::Result<bool> {
    reached = true;
    return base::fail(base::Code::internal, "the disk is full");
  };
  world.open({counted("diary"), std::move(broken), world.part("identity")});
  world.note("diary", "ann", "a");
  world.note("library", "ann", "a");
  world.note("identity", "ann", "a");
  world.ask_erasure("ann");
  BOOST_REQUIRE(eventually([&] { return reached.load(); }));
  world.close();
  BOOST_TEST(calls->load() == 1);
  world.open({counted("diary"), world.part("library"), world.part("identity")});
  world.pass(60'000);
  BOOST_TEST(eventually([&] { return world.erasure_state("ann") == "done"; }));
  // What was done is not done again, and the account itself goes last.
  BOOST_TEST(calls->load() == 1);
  for (const char* owner : {"diary", "library", "identity"}) BOOST_TEST(world.notes(owner, "ann") == 0);
}

BOOST_AUTO_TEST_CASE(it_waits_for_a_part_that_does_not_run) {
  World world;
  world.open({world.part("diary"), world.part("identity"), world.part("library")});
  world.note("library", "ann", "a");
  world.note("diary", "ann", "a");
  world.open({world.part("diary"), world.part("identity")});
  world.ask_erasure("ann");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  BOOST_TEST(world.erasure_state("ann") == "waiting");
  BOOST_TEST(world.notes("diary", "ann") == 1);
  BOOST_TEST(world.privacy().is_closed("ann"));
  world.open({world.part("diary"), world.part("identity"), world.part("library")});
  world.pass(60'000);
  BOOST_TEST(eventually([&] { return world.erasure_state("ann") == "done"; }));
  BOOST_TEST(world.notes("library", "ann") == 0);
}

BOOST_AUTO_TEST_CASE(the_audit_log_keeps_an_id_and_stays_sound) {
  World world;
  world.open({world.part("identity")});
  observe::Audit audit;
  observe::AuditEntry entry;
  entry.action = "test.thing.done";
  entry.actor_id = "ann";
  entry.actor_name = "Ann";
  entry.ip = "192.0.2.1";
  entry.after = {{"email", "ann@example.org"}};
  BOOST_REQUIRE(audit.record(world.db(), entry));
  world.ask_erasure("ann");
  BOOST_TEST(eventually([&] { return world.erasure_state("ann") == "done"; }));
  BOOST_REQUIRE(observe::chain_audit(world.db()));
  const auto rows = observe::audit_table::find(world.db(), {}, 10);
  BOOST_REQUIRE(rows);
  BOOST_TEST(rows->front().action == "privacy.account.erased");
  for (const auto& row : *rows) {
    const std::string text = observe::to_json(row).dump();
    for (const char* trace : {"Ann", "192.0.2.1", "example.org"})
      BOOST_TEST(text.find(trace) == std::string::npos, text);
  }
  BOOST_TEST(observe::verify_audit(world.db())->sound());
}

BOOST_AUTO_TEST_CASE(an_export_under_way_leaves_no_file_behind) {
  World world;
  auto slow = world.part("diary");
  std::atomic<bool> writing{false}, go{false};
  slow.write = [&](std::string_view, ExportSink& sink) -> base::Status {
    writing = true;
    while (!go) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return sink.json("notes.json", "[]");
  };
  world.open({std::move(slow), world.part("identity")});
  const auto id = world.ask_export("ann");
  BOOST_REQUIRE(eventually([&] { return writing.load(); }));
  world.ask_erasure("ann");
  BOOST_REQUIRE(eventually([&] { return world.erasure_state("ann") == "done"; }));
  go = true;
  BOOST_TEST(eventually([&] {
    const auto job = world.db().row("SELECT 1 FROM jobs WHERE kind = 'host.privacy.export' AND finished_at IS NULL");
    return job && !*job;
  }));
  BOOST_TEST(!*world.blobs().exists(Privacy::blob_key(id)));
  const auto again = world.db().write([&](data::Transaction& tx) -> base::Status {
    auto made = world.privacy().request_export(tx, "ann", "");
    return made ? base::Status() : base::fail(made.error());
  });
  BOOST_REQUIRE(!again);
  BOOST_TEST((again.error().code == base::Code::conflict));
}

// Killed after the file was stored and before the row said so.
BOOST_AUTO_TEST_CASE(the_file_of_an_export_that_was_cut_short_goes_too) {
  World world;
  world.open({world.part("diary"), world.part("identity")});
  const auto id = world.ask_export("ann");
  BOOST_REQUIRE((world.wait_for_export("ann") == ExportState::ready));
  BOOST_REQUIRE(world.db().write([&](data::Transaction& tx) {
    return tx.script(
        "UPDATE privacy_exports SET state = 'gone'; UPDATE jobs SET state = 'queued', finished_at = NULL "
        "WHERE kind = 'host.privacy.export'");
  }));
  world.open({world.part("diary"), world.part("identity")});
  BOOST_TEST(eventually([&] { return !*world.blobs().exists(Privacy::blob_key(id)); }));
}

BOOST_AUTO_TEST_CASE(an_admin_may_end_the_grace) {
  World world;
  world.open({world.part("identity")});
  world.note("identity", "ann", "a");
  world.ask_erasure("ann", std::nullopt);
  const auto twice = world.db().write([&](data::Transaction& tx) -> base::Status {
    auto at = world.privacy().request_erasure(tx, "ann", "");
    return at ? base::Status() : base::fail(at.error());
  });
  BOOST_REQUIRE(!twice);
  BOOST_TEST((twice.error().code == base::Code::conflict));
  world.ask_erasure("ann", 0);
  BOOST_TEST(eventually([&] { return world.erasure_state("ann") == "done"; }));
  BOOST_TEST(world.notes("identity", "ann") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
