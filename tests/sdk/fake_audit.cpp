// The fakes of veza.audit/1 and veza.privacy/1.
#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

using namespace veza;
using testing::FakeHost;

namespace {

// What waits for its transaction to end is there when it did, and only then.
BOOST_AUTO_TEST_CASE(entries_are_there_with_their_transaction) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Db db(host.handle());
  const Audit audit(host.handle());
  db.write([&](const Tx& tx) {
    audit.record(tx, {"fake.thing.made", "thing", "t1", nullptr, {{"n", 1}}, "ann", "r1"});
  });
  BOOST_CHECK_THROW(db.write([&](const Tx& tx) {
    audit.record(tx, {"fake.thing.gone", "thing", "t1"});
    throw std::runtime_error("no");
  }),
                    std::exception);
  BOOST_REQUIRE_EQUAL(host.audit.entries.size(), 1U);
  BOOST_TEST(host.audit.entries[0].actor_id == "ann");
  BOOST_TEST(host.audit.entries[0].after["n"] == 1);
  BOOST_TEST(host.audit.has("fake.thing.made", "t1"));
  BOOST_TEST(!host.audit.has("fake.thing.gone", "t1"));
  BOOST_CHECK_THROW(db.write([&](const Tx& tx) { audit.record(tx, {"identity.role.changed", "user", "ann"}); }), Error);
}

BOOST_AUTO_TEST_CASE(a_part_exports_and_erases_when_told) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  Privacy privacy(host.handle());
  int left = 3;
  privacy.handle(
      [](std::string_view user, const Export& out) {
        out.json("a.json", {{"user", user}});
        out.blob("files/b", "fake/b");
      },
      [&left](const Tx&, std::string_view) { return --left > 0; });
  BOOST_TEST(host.privacy.registered());
  const auto files = host.privacy.export_of("ann");
  BOOST_TEST(files.json.at("a.json")["user"] == "ann");
  BOOST_TEST(files.blobs.at("files/b") == "fake/b");
  BOOST_TEST(host.privacy.erase("ann") == 3);
  BOOST_CHECK_THROW(privacy.handle([](auto, auto&) {}, [](auto&, auto) { return false; }), Error);
}

}  // namespace
