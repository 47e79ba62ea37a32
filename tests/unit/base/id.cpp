#include "base/id.h"

#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "base/guarded.h"

using namespace veza::base;

BOOST_AUTO_TEST_SUITE(id)

BOOST_AUTO_TEST_CASE(is_a_version_7_uuid) {
  const std::string id = new_id();
  BOOST_TEST(is_id(id));
  BOOST_TEST(id[14] == '7');
  BOOST_TEST((id[19] == '8' || id[19] == '9' || id[19] == 'a' || id[19] == 'b'));
}

BOOST_AUTO_TEST_CASE(text_order_is_time_order) {
  std::string last = new_id();
  for (int i = 0; i < 20000; ++i) {
    std::string next = new_id();
    BOOST_REQUIRE(last < next);
    last = std::move(next);
  }
}

BOOST_AUTO_TEST_CASE(four_threads_never_make_one_id_twice) {
  Guarded<std::set<std::string>> all;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) all.with([](auto& ids) { ids.insert(new_id()); });
    });
  }
  for (auto& thread : threads) thread.join();
  BOOST_TEST(all.with([](auto& ids) { return ids.size(); }) == 8000U);
}

BOOST_AUTO_TEST_CASE(other_texts_are_not_ids) {
  for (const char* bad : {"", "0190", "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeee", "0190aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeeg",
                          "0190aaaabbbb-7ccc-8ddd-eeeeeeeeeeeee", "../../etc/passwd-aaaa-bbbb-cccc-dddd"}) {
    BOOST_TEST(!is_id(bad), bad);
  }
}

BOOST_AUTO_TEST_SUITE_END()
