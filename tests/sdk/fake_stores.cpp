#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

namespace veza::testing {
namespace {

veza_status status_of(const std::function<void()>& body) {
  try {
    body();
    return VEZA_OK;
  } catch (const Error& error) {
    return error.status();
  }
}

BOOST_AUTO_TEST_SUITE(fake_stores)

BOOST_AUTO_TEST_CASE(sql_runs_and_rolls_back) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  host.migrate();
  const Db db(host.handle());
  db.write([](const Tx& tx) { BOOST_TEST(tx.execute("INSERT INTO fake_rows VALUES ($1, $2)", {"a", 1}) == 1); });
  BOOST_TEST(status_of([&] {
               db.write([](const Tx& tx) { tx.execute("INSERT INTO fake_rows VALUES ($1, $2)", {"a", 2}); });
             }) == VEZA_E_CONFLICT);
  BOOST_CHECK_THROW(db.write([](const Tx& tx) {
    tx.execute("INSERT INTO fake_rows VALUES ($1, $2)", {"b", 2});
    throw Error(VEZA_E_FORBIDDEN, "no");
  }),
                    Error);
  int rows = 0;
  db.query("SELECT id, n, $1, $2 FROM fake_rows WHERE id = $3", {nullptr, 2.5, "a"}, [&](const Row& row) {
    ++rows;
    BOOST_TEST(row.text(0) == "a");
    BOOST_TEST(row.integer(1) == 1);
    BOOST_TEST(row.is_null(2));
    BOOST_TEST(row.real(3) == 2.5);
  });
  BOOST_TEST(rows == 1);
}

BOOST_AUTO_TEST_CASE(what_a_real_host_refuses_is_refused) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  host.migrate();
  const Db db(host.handle());
  BOOST_TEST(status_of([&] { db.query("SELECT 1; SELECT 2", {}, [](const Row&) {}); }) == VEZA_E_INVALID);
  BOOST_TEST(status_of([&] { db.query("SELECT $1", {}, [](const Row&) {}); }) == VEZA_E_INVALID);
  BOOST_TEST(status_of([&] { db.query("SELEC", {}, [](const Row&) {}); }) == VEZA_E_INTERNAL);
  BOOST_TEST(status_of([&] { db.write([&](const Tx&) { db.query("SELECT 1", {}, [](const Row&) {}); }); }) ==
             VEZA_E_CONFLICT);
  BOOST_TEST(status_of([&] { db.write([&](const Tx&) { db.write([](const Tx&) {}); }); }) == VEZA_E_CONFLICT);
}

BOOST_AUTO_TEST_CASE(kv_keeps_values_times_and_limits) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Kv kv(host.handle());
  kv.set("a", "1", 1000);
  BOOST_TEST(kv.get("a").value() == "1");
  BOOST_TEST(kv.increment("a", 4) == 5);
  host.kv.now_ms += 1000;
  BOOST_TEST(!kv.get("a"));
  BOOST_TEST(kv.limit("l", 2, 100).allowed == 1U);
  BOOST_TEST(kv.limit("l", 2, 100).allowed == 1U);
  const auto refused = kv.limit("l", 2, 100);
  BOOST_TEST(refused.allowed == 0U);
  BOOST_TEST(refused.retry_after_ms == 100);
  host.kv.now_ms += 100;
  BOOST_TEST(kv.limit("l", 2, 100).allowed == 1U);
}

BOOST_AUTO_TEST_CASE(blobs_are_kept_by_key) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Blobs blobs(host.handle());
  blobs.put("fake/a", "hello");
  BOOST_TEST(blobs.size("fake/a") == 5U);
  BOOST_TEST(blobs.read_all("fake/a") == "hello");
  blobs.with_file("fake/a", [](const std::string& path) { BOOST_TEST(std::filesystem::file_size(path) == 5U); });
  const auto file = host.scratch() / "b";
  std::ofstream(file) << "file";
  blobs.put_file("fake/b", file.string(), Durability::relaxed);
  BOOST_TEST(!std::filesystem::exists(file));
  BOOST_TEST(host.blobs.all.at("fake/b") == "file");
  for (const auto* key : {"", "/a", "a/", "a//b", "../a", "a b"}) {
    BOOST_TEST(status_of([&] { blobs.put(key, "x"); }) == VEZA_E_INVALID, key);
  }
  blobs.remove_prefix("fake/");
  BOOST_TEST(host.blobs.all.empty());
  BOOST_TEST(status_of([&] { blobs.size("fake/a"); }) == VEZA_E_NOT_FOUND);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::testing
