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

BOOST_AUTO_TEST_CASE(a_file_that_stays_where_it_is_can_be_a_blob) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Blobs blobs(host.handle());
  const auto file = std::filesystem::canonical(host.scratch()) / "song.ogg";
  std::ofstream(file) << "bytes";
  BOOST_TEST(status_of([&] { blobs.link("fake/a", file.string()); }) == VEZA_E_FORBIDDEN);
  host.blobs.link_folders = {file.parent_path().string()};
  blobs.link("fake/a", file.string());
  BOOST_TEST(blobs.read_all("fake/a") == "bytes");
  std::ofstream(file) << "others";
  BOOST_TEST(blobs.read_all("fake/a") == "others");
  blobs.remove("fake/a");
  BOOST_TEST(std::filesystem::exists(file));
  BOOST_TEST(status_of([&] { blobs.size("fake/a"); }) == VEZA_E_NOT_FOUND);
  BOOST_TEST(status_of([&] { blobs.link("fake/a", file.string() + "x"); }) == VEZA_E_NOT_FOUND);
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

BOOST_AUTO_TEST_CASE(kv_sets_once_and_takes_costs) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Kv kv(host.handle());
  BOOST_TEST(kv.set_if_absent("a", "1", 1000));
  BOOST_TEST(!kv.set_if_absent("a", "2"));
  BOOST_TEST(kv.expire("a", 2000));
  BOOST_TEST(!kv.expire("none", 1));
  host.kv.now_ms += 1999;
  BOOST_TEST(kv.get("a").value() == "1");
  host.kv.now_ms += 1;
  BOOST_TEST(kv.set_if_absent("a", "2"));
  BOOST_TEST(kv.limit("l", 10, 100, 7).remaining == 3U);
  BOOST_TEST(kv.limit("l", 10, 100, 0).allowed == 1U);
  const auto refused = kv.limit("l", 10, 100, 4);
  BOOST_TEST(refused.allowed == 0U);
  BOOST_TEST(refused.remaining == 3U);
  BOOST_TEST(refused.retry_after_ms == 100);
  BOOST_TEST(kv.limit("l", 10, 100, 11).retry_after_ms == 100);
  kv.reset_limit("l");
  BOOST_TEST(kv.limit("l", 10, 100, 10).allowed == 1U);
}

BOOST_AUTO_TEST_CASE(kv_locks_are_held_by_their_objects) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Kv kv(host.handle());
  int64_t first = 0;
  {
    auto lock = kv.lock("job", 1000);
    BOOST_REQUIRE(lock);
    first = lock->token();
    BOOST_TEST(!kv.lock("job", 1000));
    host.kv.now_ms += 900;
    BOOST_TEST(lock->renew(1000));
    host.kv.now_ms += 900;
    auto moved = std::move(*lock);
    BOOST_TEST(!lock->renew(1000));
    BOOST_TEST(moved.renew(1000));
  }
  auto second = kv.lock("job", 1000);
  BOOST_REQUIRE(second);
  BOOST_TEST(second->token() > first);
  host.kv.now_ms += 1000;
  BOOST_TEST(!second->renew(1000));
  auto third = kv.lock("job", 1000);
  BOOST_REQUIRE(third);
  BOOST_TEST(!second->unlock());
  BOOST_TEST(!kv.lock("job", 1000), "the lock that was over did not end the next");
  *third = std::move(*kv.lock("other", 1000));
  BOOST_TEST(kv.lock("job", 1000).has_value(), "assigning over a lock ends it");
  host.kv.locks_lost = true;
  BOOST_TEST(status_of([&] { kv.lock("more", 1000); }) == VEZA_E_UNAVAILABLE);
  BOOST_TEST(!third->renew(1000));
}

BOOST_AUTO_TEST_CASE(secrets_open_in_their_context) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Secrets secrets(host.handle());
  const std::string user_id = "u1";
  const std::string sealed = secrets.seal("the token", "refresh-token/" + user_id);
  BOOST_TEST(secrets.open(sealed, "refresh-token/" + user_id) == "the token");
  BOOST_TEST(sealed.find("the token") == std::string::npos);
  BOOST_TEST(status_of([&] { secrets.open(sealed, "refresh-token/u2"); }) == VEZA_E_INVALID);
  BOOST_TEST(!secrets.outdated(sealed));
  host.secrets.key = 2;
  BOOST_TEST(secrets.outdated(sealed));
  BOOST_TEST(secrets.open(sealed, "refresh-token/" + user_id) == "the token");
}

BOOST_AUTO_TEST_CASE(kv_messages_reach_the_channel) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  Kv kv(host.handle());
  std::vector<std::string> heard;
  kv.subscribe("a", [&](std::string_view message) {
    heard.emplace_back(message);
    if (message == "again") kv.publish("a", "more");
  });
  kv.subscribe("a", [](std::string_view) { throw std::runtime_error("no harm"); });
  kv.publish("a", "again");
  kv.publish("b", "nobody");
  host.kv.deliver("a", "from elsewhere");
  BOOST_TEST(heard == (std::vector<std::string>{"again", "more", "from elsewhere"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(kv_of_an_older_host_says_so) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  veza_kv_v1 old = *host.kv.table();
  old.struct_size = offsetof(veza_kv_v1, set_if_absent);
  host.provide(VEZA_KV_V1, &old);
  Kv kv(host.handle());
  kv.set("k", "v");
  BOOST_TEST(status_of([&] { kv.lock("l", 1000); }) == VEZA_E_UNSUPPORTED);
  BOOST_TEST(status_of([&] { kv.set_if_absent("k", "v"); }) == VEZA_E_UNSUPPORTED);
  BOOST_TEST(status_of([&] { kv.limit("k", 1, 1000, 1); }) == VEZA_E_UNSUPPORTED);
  BOOST_TEST(status_of([&] { kv.publish("c", "x"); }) == VEZA_E_UNSUPPORTED);
  BOOST_TEST(status_of([&] { kv.subscribe("c", [](std::string_view) {}); }) == VEZA_E_UNSUPPORTED);
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
