#include "mail/letters.h"

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "../../support/database.h"
#include "base/crypto.h"

using namespace veza;
using namespace veza::mail;

namespace {

struct Fixture {
  Fixture() {
    std::filesystem::create_directories(folder);
    place = std::make_unique<data::TestDatabase>(folder + "/test.db");
    db = std::move(place->open().value());
    BOOST_REQUIRE(data::migrate(*db, {migrations()}));
  }
  ~Fixture() {
    db.reset();
    place.reset();
    std::filesystem::remove_all(folder);
  }
  base::Result<std::string> store(const Message& message, int64_t now) {
    base::Result<std::string> id;
    const auto done = db->write([&](data::Transaction& tx) -> base::Status {
      id = store_letter(tx, seal, message, now);
      return id ? base::Status() : base::fail(id.error());
    });
    BOOST_TEST(done.has_value() == id.has_value());
    return id;
  }
  std::string folder = std::filesystem::temp_directory_path().string() + "/veza-letters-" + base::random_token(9);
  base::Seal seal;
  std::unique_ptr<data::TestDatabase> place;
  std::unique_ptr<data::Database> db;
};

const Message sample{"ä@b.org", "Subject", "text\n", "<p>", "kind", 77};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(letters, Fixture)

BOOST_AUTO_TEST_CASE(a_letter_waits_until_it_is_removed) {
  const auto id = store(sample, 1000);
  BOOST_REQUIRE(id);
  const auto found = find_letter(*db, seal, *id).value();
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->to == sample.to);
  BOOST_TEST(found->subject == sample.subject);
  BOOST_TEST(found->text == sample.text);
  BOOST_TEST(found->html == sample.html);
  BOOST_TEST(found->kind == sample.kind);
  BOOST_TEST(found->expires_at == 77);
  const auto row = db->row("SELECT message FROM mail_letters");
  BOOST_TEST((**row)[0].text().find("Subject") == std::string_view::npos, "nobody reads it in the database");
  BOOST_TEST(!find_letter(*db, base::Seal(), *id), "another key opens nothing");
  BOOST_REQUIRE(db->write([&](data::Transaction& tx) { return remove_letter(tx, *id); }));
  BOOST_TEST(!find_letter(*db, seal, *id).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_bad_message_is_not_stored) {
  Message bad = sample;
  bad.subject = "two\nlines";
  BOOST_TEST(!store(bad, 1));
}

BOOST_AUTO_TEST_CASE(those_about_somebody_go_with_their_account) {
  Message to_ann = sample, to_nobody = sample;
  to_ann.user_id = "ann";
  const auto ann = store(to_ann, 1).value(), nobody = store(to_nobody, 1).value();
  const auto remove = [&](const std::string& user_id) {
    BOOST_REQUIRE(db->write([&](data::Transaction& tx) { return remove_letters_of(tx, user_id); }));
  };
  remove("");
  BOOST_TEST(find_letter(*db, seal, nobody).value().has_value(), "nobody in particular is not somebody");
  remove("ann");
  BOOST_TEST(!find_letter(*db, seal, ann).value().has_value());
  BOOST_TEST(find_letter(*db, seal, nobody).value().has_value());
}

BOOST_AUTO_TEST_CASE(old_ones_go) {
  const auto old = store(sample, 1000).value(), young = store(sample, 2000).value();
  BOOST_REQUIRE(db->write([&](data::Transaction& tx) { return prune_letters(tx, 2000); }));
  BOOST_TEST(!find_letter(*db, seal, old).value().has_value());
  BOOST_TEST(find_letter(*db, seal, young).value().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
