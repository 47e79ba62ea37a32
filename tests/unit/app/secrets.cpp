#include "app/secrets.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>

#include "../../support/database.h"

namespace veza::app {
namespace {

struct Place {
  Place() {
    path = (std::filesystem::temp_directory_path() / "veza-secrets-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(path.data()) != nullptr);
    database.emplace(path + "/veza.db");
    db = std::move(*database->open());
    BOOST_REQUIRE(data::migrate(*db, {secret_migrations()}));
  }
  ~Place() {
    db.reset();
    database.reset();
    std::filesystem::remove_all(path);
  }
  std::string file(const std::string& name) const { return path + "/" + name; }

  std::string path;
  std::optional<data::TestDatabase> database;
  std::unique_ptr<data::Database> db;
};

BOOST_AUTO_TEST_SUITE(secrets)

BOOST_AUTO_TEST_CASE(the_file_is_made_once_and_found_again) {
  const Place place;
  const auto first = open_secrets(place.file("a"), *place.db);
  BOOST_REQUIRE(first);
  const auto again = open_secrets(place.file("a"), *place.db);
  BOOST_REQUIRE(again);
  BOOST_TEST(((*again)->open((*first)->seal("x", "c"), "c") == "x"));
}

BOOST_AUTO_TEST_CASE(a_host_without_the_file_or_with_another_is_refused) {
  const Place place;
  BOOST_REQUIRE(open_secrets(place.file("a"), *place.db));
  const auto none = open_secrets(place.file("b"), *place.db);
  BOOST_REQUIRE(!none);
  BOOST_TEST((none.error().code == base::Code::conflict));
  BOOST_TEST(none.error().message.find("Copy the file") != std::string::npos);
  BOOST_TEST(!std::filesystem::exists(place.file("b")));
  BOOST_REQUIRE(base::write_key_ring(place.file("b"), base::new_key_ring()));
  const auto other = open_secrets(place.file("b"), *place.db);
  BOOST_REQUIRE(!other);
  BOOST_TEST(other.error().message.find("not this site's") != std::string::npos);
  BOOST_TEST(std::filesystem::exists(place.file("b")));
  std::filesystem::copy_file(place.file("a"), place.file("b"), std::filesystem::copy_options::overwrite_existing);
  BOOST_TEST(open_secrets(place.file("b"), *place.db).has_value());
}

BOOST_AUTO_TEST_CASE(a_new_key_seals_and_a_host_without_it_is_refused) {
  const Place place;
  const auto before = open_secrets(place.file("a"), *place.db);
  BOOST_REQUIRE(before);
  std::filesystem::copy_file(place.file("a"), place.file("old"));
  const auto key = rotate_secrets(place.file("a"), *place.db);
  BOOST_REQUIRE(key);
  BOOST_TEST(key->serial == 2);
  const auto after = open_secrets(place.file("a"), *place.db);
  BOOST_REQUIRE(after);
  const std::string sealed = (*after)->seal("x", "c");
  BOOST_TEST(sealed.starts_with("k2:"));
  BOOST_TEST(((*before)->open(sealed, "c") == "x"));
  const auto old = open_secrets(place.file("old"), *place.db);
  BOOST_REQUIRE(!old);
  BOOST_TEST(old.error().message.find("older than the site") != std::string::npos);
  BOOST_TEST(!rotate_secrets(place.file("old"), *place.db).has_value());
}

BOOST_AUTO_TEST_CASE(a_key_the_database_does_not_know_yet_is_recorded) {
  const Place place;
  BOOST_REQUIRE(base::write_key_ring(place.file("a"), base::with_new_key(base::new_key_ring())));
  BOOST_REQUIRE(open_secrets(place.file("a"), *place.db));
  const auto rows = place.db->rows("SELECT serial FROM secrets_keys");
  BOOST_REQUIRE(rows);
  BOOST_TEST(rows->size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::app
