#include "blobs/key.h"

#include "store_fixture.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(keys)

const std::vector<std::string>& bad_keys() {
  static const std::vector<std::string> keys = {"",
                                                "/",
                                                "/a",
                                                "a/",
                                                "a//b",
                                                ".",
                                                "..",
                                                "a/.",
                                                "a/..",
                                                "../a",
                                                "a/../b",
                                                "./a",
                                                "a/./b",
                                                "/etc/passwd",
                                                "a b",
                                                "a\\b",
                                                "a\nb",
                                                std::string("a\0b", 3),
                                                std::string("a\0", 2),
                                                "ä",
                                                "a:b",
                                                "a*",
                                                "a?b",
                                                "a%2e%2e/b",
                                                "~/a",
                                                "a/b/",
                                                ".tmp/x",
                                                ".trash/x",
                                                ".hidden",
                                                std::string(513, 'a'),
                                                std::string(256, 'a'),
                                                "a/" + std::string(256, 'b'),
                                                "\xff",
                                                "a\x7f"};
  return keys;
}

BOOST_AUTO_TEST_CASE(good_keys) {
  for (const std::string& key : {std::string("a"), std::string("tracks/0192/original"), std::string("a.b/c_d/e-f"),
                                 std::string("a/.b"), std::string("a/..."), std::string("A/0/..."),
                                 std::string(255, 'a'), std::string(255, 'a') + "/" + std::string(255, 'b')}) {
    BOOST_TEST(check_key(key).has_value(), key);
    BOOST_TEST(check_prefix(key + "/").has_value(), key);
    BOOST_TEST(!check_prefix(key), key);
  }
}

BOOST_FIXTURE_TEST_CASE(bad_keys_reach_no_file, StoreFixture) {
  const std::string source = make_file("source", "x");
  for (const std::string& key : bad_keys()) {
    BOOST_TEST_CONTEXT(key) {
      const auto is_invalid = [](const auto& result) {
        return !result && result.error().code == base::Code::invalid && !result.error().message.empty();
      };
      BOOST_TEST(is_invalid(store->put_bytes(key, "x")));
      BOOST_TEST(is_invalid(store->put_file(key, source, Source::copy)));
      BOOST_TEST(is_invalid(store->put_fd(key, 0, 0, 0)));
      BOOST_TEST(is_invalid(store->open(key)));
      BOOST_TEST(is_invalid(store->size(key)));
      BOOST_TEST(is_invalid(store->exists(key)));
      BOOST_TEST(is_invalid(store->remove(key)));
      BOOST_TEST(is_invalid(store->local_path(key)));
      BOOST_TEST(is_invalid(store->read_all(key)));
      BOOST_TEST(is_invalid(store->remove_prefix(key + "/")));
      if (!key.empty()) BOOST_TEST(is_invalid(store->list(key + "/")));
    }
  }
  BOOST_TEST(is_empty(std::filesystem::path(root + "/.tmp")));
  BOOST_TEST(in_root() == (std::vector<std::string>{".tmp", ".trash"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
