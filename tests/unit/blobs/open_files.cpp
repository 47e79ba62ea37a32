#include "blobs/open_files.h"

#include "store_fixture.h"

namespace veza::blobs {

BOOST_AUTO_TEST_SUITE(open_files)

OpenBlob blob(const std::string& etag) { return {std::make_shared<const base::Fd>(), 1, 0, etag}; }

BOOST_AUTO_TEST_CASE(kept_and_forgotten) {
  OpenFiles files(64);
  BOOST_TEST(!files.find("a"));
  files.keep("a", blob("1"), files.ticket("a"));
  BOOST_TEST(files.find("a")->etag == "1");
  files.forget("a");
  BOOST_TEST(!files.find("a"));
}

BOOST_AUTO_TEST_CASE(what_was_replaced_while_it_was_opened_is_not_kept) {
  OpenFiles files(64);
  const auto ticket = files.ticket("a");
  files.forget("a");
  files.keep("a", blob("old"), ticket);
  BOOST_TEST(!files.find("a"));
  const auto prefix_ticket = files.ticket("p/a");
  files.forget_prefix("p/");
  files.keep("p/a", blob("old"), prefix_ticket);
  BOOST_TEST(!files.find("p/a"));
}

BOOST_AUTO_TEST_CASE(prefixes_are_forgotten_whole) {
  OpenFiles files(64);
  for (const char* key : {"p/a", "p/b", "pa", "q/a"}) files.keep(key, blob(key), files.ticket(key));
  files.forget_prefix("p/");
  BOOST_TEST(!files.find("p/a"));
  BOOST_TEST(!files.find("p/b"));
  BOOST_TEST(files.find("pa").has_value());
  BOOST_TEST(files.find("q/a").has_value());
}

BOOST_AUTO_TEST_CASE(it_is_bounded) {
  OpenFiles files(16);
  for (int i = 0; i < 1000; ++i) {
    const std::string key = std::to_string(i);
    files.keep(key, blob(key), files.ticket(key));
  }
  int kept = 0;
  for (int i = 0; i < 1000; ++i) kept += files.find(std::to_string(i)).has_value();
  BOOST_TEST(kept == 16);
  OpenFiles none(0);
  none.keep("a", blob("1"), none.ticket("a"));
  BOOST_TEST(!none.find("a"));
}

BOOST_FIXTURE_TEST_CASE(the_store_opens_a_hot_blob_once, StoreFixture) {
  must(store->put_bytes("k", "x"));
  const OpenBlob first = must(store->open("k"));
  const OpenBlob second = must(store->open("k"));
  BOOST_TEST(first.file == second.file);
  must(store->remove("k"));
  BOOST_TEST((store->open("k").error().code == base::Code::not_found));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::blobs
