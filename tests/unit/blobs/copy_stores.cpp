#include "blobs/copy_stores.h"

#include <atomic>
#include <boost/test/data/test_case.hpp>

#include "any_store.h"
#include "blobs/open_store.h"

namespace veza::blobs {

namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(copying)

const std::map<std::string, size_t>& sizes() {
  static const std::map<std::string, size_t> all = {
      {"empty", 0}, {"a/1", 10}, {"a/2", 70'000}, {"b/c/large", 300'000}, {"b/part", 64U << 10}};
  return all;
}

void fill(Store& store) {
  for (const auto& [key, size] : sizes()) must(store.put_bytes(key, some_bytes(size)));
}

void check_filled(Store& store) {
  BOOST_TEST(must(store.list("")).size() == sizes().size());
  for (const auto& [key, size] : sizes()) BOOST_TEST((must(store.read_all(key)) == some_bytes(size)), key);
}

BOOST_DATA_TEST_CASE(from_each_kind_to_each, data::make(store_kinds()) * data::make(store_kinds()), from, to) {
  AnyStore source(from), target(to);
  fill(*source.store);
  std::vector<CopyProgress> seen;
  CopyOptions options;
  options.progress = [&](const CopyProgress& now) { seen.push_back(now); };
  const auto first = must(copy_stores(*source.store, *target.store, options));
  check_filled(*target.store);
  BOOST_TEST(first.blobs_done == sizes().size());
  BOOST_TEST(first.blobs_skipped == 0u);
  BOOST_TEST(first.bytes_done == first.bytes_total);
  BOOST_TEST(seen.front().bytes_total == first.bytes_total);
  BOOST_TEST(seen.front().bytes_done == 0u);
  BOOST_TEST(seen.back().blobs_done == sizes().size());
  for (size_t i = 1; i < seen.size(); ++i) BOOST_TEST(seen[i].bytes_done >= seen[i - 1].bytes_done);
  // Again: all of it is there, and --verify reads it.
  for (const bool verify : {false, true}) {
    if (target.fake) target.fake->misbehave({});
    const auto again = must(copy_stores(*source.store, *target.store, {.verify = verify}));
    BOOST_TEST(again.blobs_skipped == sizes().size());
    BOOST_TEST(again.bytes_done == first.bytes_total);
    if (target.fake) {
      for (const auto& line : target.fake->requests()) BOOST_TEST(!line.starts_with("PUT"), line);
    }
  }
}

BOOST_DATA_TEST_CASE(what_differs_is_copied_anew, data::make(store_kinds()), kind) {
  AnyStore source("folder"), target(kind);
  fill(*source.store);
  must(copy_stores(*source.store, *target.store));
  must(target.store->put_bytes("a/2", some_bytes(70'000, 99)));  // the same size
  must(target.store->put_bytes("a/1", "short"));
  must(target.store->remove("b/part"));
  const auto again = must(copy_stores(*source.store, *target.store, {.verify = true}));
  BOOST_TEST(again.blobs_skipped == sizes().size() - 3);
  check_filled(*target.store);
}

BOOST_AUTO_TEST_CASE(blobs_of_the_target_stay_and_a_prefix_limits) {
  AnyStore source("folder"), target("stand-in");
  fill(*source.store);
  must(target.store->put_bytes("own", "x"));
  const auto done = must(copy_stores(*source.store, *target.store, {.prefix = "a/"}));
  BOOST_TEST(done.blobs_done == 2u);
  BOOST_TEST(must(target.store->list("")).size() == 3u);
  BOOST_TEST((copy_stores(*source.store, *target.store, {.prefix = "a"}).error().code == base::Code::invalid));
}

BOOST_AUTO_TEST_CASE(a_copy_that_breaks_off_is_finished_by_the_next) {
  AnyStore source("folder"), target("stand-in");
  fill(*source.store);
  // The second part of the large blob is refused, and the last blob's only PUT.
  target.fake->misbehave([](const auto& request) {
    return request.query.contains("partNumber") && request.query.at("partNumber") == "2" ? test::Misdeed::forbidden
                                                                                         : test::Misdeed::none;
  });
  const auto broken = copy_stores(*source.store, *target.store, {.parallel = 1});
  BOOST_REQUIRE(!broken);
  BOOST_TEST((broken.error().code == base::Code::forbidden));
  BOOST_TEST(broken.error().message.find("copying the blob a/2") != std::string::npos, broken.error().message);
  BOOST_TEST(target.fake->open_uploads() == 0u);
  BOOST_TEST(!must(target.store->exists("a/2")));
  BOOST_TEST(must(target.store->exists("a/1")));
  target.fake->misbehave({});
  const auto finished = must(copy_stores(*source.store, *target.store));
  BOOST_TEST(finished.blobs_skipped == 1u);
  check_filled(*target.store);
}

BOOST_AUTO_TEST_CASE(damage_on_the_way_is_noticed) {
  AnyStore source("stand-in"), target("folder");
  fill(*source.store);
  // Other bytes than those the store keeps a digest of.
  source.fake->set_bytes("a/1", some_bytes(10, 5));
  const auto done = copy_stores(*source.store, *target.store, {.parallel = 1});
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().message.find("a/1") != std::string::npos, done.error().message);
  BOOST_TEST(!must(target.store->exists("a/1")));
}

BOOST_AUTO_TEST_CASE(a_target_that_lies_is_found_out_by_verify) {
  AnyStore source("folder"), target("stand-in");
  must(source.store->put_bytes("k", some_bytes(1000)));
  target.fake->misbehave([&](const auto& request) {
    return request.method == "GET" && !request.key.empty() ? test::Misdeed::other_bytes : test::Misdeed::none;
  });
  must(copy_stores(*source.store, *target.store));
  const auto verified = copy_stores(*source.store, *target.store, {.verify = true});
  BOOST_REQUIRE(!verified);
  BOOST_TEST(verified.error().message.find("other bytes") != std::string::npos, verified.error().message);
}

BOOST_AUTO_TEST_CASE(addresses_of_stores) {
  StoreFixture files;
  BOOST_TEST(must(open_store({"folder:" + files.folder + "/made"}))->describe() == "folder " + files.folder + "/made");
  BOOST_TEST(must(open_store({"s3://music/site", "a", "s"}))->describe().find("bucket music") != std::string::npos);
  for (const char* url :
       {"", "folder:", "folder:/", "folder:/nonexistent/parent/x", "/srv/blobs", "http://x", "s3:", "s3://"}) {
    BOOST_TEST(!open_store({url, "a", "s"}), url);
  }
  BOOST_TEST(!open_store({"s3://music"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
