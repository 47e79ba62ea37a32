#include "backup/verify.h"

#include <fstream>

#include "backup/gzip_file.h"
#include "base/file.h"
#include "site.h"

namespace veza::backup {
namespace {

struct Backed : Site {
  Backed() {
    add_song("1", "one");
    add_song("2", "two");
    std::filesystem::create_directories(file("plugins"));
    must(base::write_file(file("plugins/state.json"), "{}"));
    name = create().manifest.name;
  }
  std::string part(const std::string& of) const { return file("backups/snapshots/" + name + "/" + of); }
  // One sentence that names `what`, and no other.
  void check_only(const std::string& what, bool also_quick) {
    const auto found = verify();
    BOOST_REQUIRE(!found.sound());
    BOOST_TEST(found.differences.size() == 1U);
    BOOST_TEST(found.differences[0].find(what) != std::string::npos, found.differences[0]);
    BOOST_TEST(verify("latest", true).sound() == !also_quick);
  }
  std::string name;
};

void overwrite(const std::string& path, const std::string& bytes) {
  BOOST_REQUIRE(std::filesystem::exists(path));
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verification)

BOOST_FIXTURE_TEST_CASE(leaves_the_rest_of_the_scratch_folder_alone, Backed) {
  const std::string photos = file("scratch/photos");
  std::filesystem::create_directories(photos);
  must(base::write_file(photos + "/rose.jpg", "a rose"));
  std::filesystem::permissions(file("scratch"), std::filesystem::perms(0755));
  // Of a check that was killed.
  std::filesystem::create_directories(file("scratch/veza-work-dead"));
  must(backup::verify(repository, "latest", owners(), {.work_folder = file("scratch")}));
  BOOST_TEST(must(base::read_file(photos + "/rose.jpg", 100)) == "a rose");
  BOOST_TEST((std::filesystem::status(file("scratch")).permissions() == std::filesystem::perms(0755)));
  BOOST_TEST(!std::filesystem::exists(file("scratch/veza-work-dead")));
}

BOOST_FIXTURE_TEST_CASE(a_sound_one, Backed) {
  BOOST_TEST(verify().sound());
  BOOST_TEST(verify(name).sound());
  BOOST_TEST(verify("latest", true).sound());
}

BOOST_FIXTURE_TEST_CASE(a_changed_byte_of_a_blob, Backed) {
  overwrite(pool_file("two"), "twO");
  check_only("The file " + audio("2") + " is damaged in pool/", false);
}

BOOST_FIXTURE_TEST_CASE(a_blob_cut_short, Backed) {
  overwrite(pool_file("two"), "t");
  check_only("The file " + audio("2") + " is not in the pool, or has another size", true);
}

BOOST_FIXTURE_TEST_CASE(a_changed_file_of_a_plugin, Backed) {
  overwrite(pool_file("{}"), "[]");
  check_only("plugins/state.json is damaged", false);
}

BOOST_FIXTURE_TEST_CASE(a_missing_blob, Backed) {
  BOOST_REQUIRE(std::filesystem::remove(pool_file("two")));
  check_only("The file " + audio("2") + " is not in the pool", true);
}

// A list that was never whole.
BOOST_FIXTURE_TEST_CASE(a_row_whose_blob_is_not_listed, Backed) {
  auto list = must(read_blob_list(part("blobs.gz")));
  list.pop_back();
  must(write_blob_list(list, file("shorter")));
  const auto bytes = must(base::read_file(file("shorter")));
  auto json = base::Json::parse(must(base::read_file(part("manifest.json"))));
  json["blobs"].update({{"sha256", base::sha256_hex(bytes)}, {"size", bytes.size()}, {"count", 1}, {"bytes", 3}});
  overwrite(part("blobs.gz"), bytes);
  overwrite(part("manifest.json"), json.dump());
  check_only("A row of songs needs the file " + audio("2"), false);
}

BOOST_FIXTURE_TEST_CASE(a_damaged_database, Backed) {
  auto bytes = must(base::read_file(part("database.sqlite.gz")));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  overwrite(part("database.sqlite.gz"), bytes);
  check_only("The database: ", false);
}

BOOST_FIXTURE_TEST_CASE(a_database_with_other_rows, Backed) {
  must(gunzip_file(part("database.sqlite.gz"), file("other.db")));
  {
    auto other = must(data::open_sqlite({.path = file("other.db")}));
    must(other->write(
        [](data::Transaction& tx) { return data::run(tx, "UPDATE songs SET title = 'x' WHERE id = '1'"); }));
  }
  must(gzip_file(file("other.db"), file("other.gz")));
  // Its digest is right: only the checksum of the rows tells.
  auto json = base::Json::parse(must(base::read_file(part("manifest.json"))));
  const auto bytes = must(base::read_file(file("other.gz")));
  json["database"]["sha256"] = base::sha256_hex(bytes);
  json["database"]["size"] = bytes.size();
  overwrite(part("database.sqlite.gz"), bytes);
  overwrite(part("manifest.json"), json.dump());
  check_only("The table songs has 2 rows", false);
}

BOOST_FIXTURE_TEST_CASE(a_missing_database, Backed) {
  BOOST_REQUIRE(std::filesystem::remove(part("database.sqlite.gz")));
  BOOST_TEST(!verify().sound());
  BOOST_TEST(!verify("latest", true).sound());
}

BOOST_FIXTURE_TEST_CASE(a_damaged_list, Backed) {
  overwrite(part("blobs.gz"), "nothing");
  const auto found = verify("latest", true);
  BOOST_REQUIRE(!found.sound());
  BOOST_TEST(found.differences[0].find("The list of its files") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_damaged_manifest, Backed) {
  overwrite(part("manifest.json"), "{");
  BOOST_TEST(!verify().sound());
  // Another's.
  overwrite(part("manifest.json"), "{}");
  BOOST_TEST(!verify().sound());
}

BOOST_FIXTURE_TEST_CASE(none_of_that_name, Backed) {
  const auto found = backup::verify(repository, "20200101T000000Z", owners(), {.work_folder = file("work")});
  BOOST_REQUIRE(!found);
  BOOST_TEST((found.error().code == base::Code::not_found));
  BOOST_TEST(found.error().message.find(name) != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(restoring)

BOOST_FIXTURE_TEST_CASE(a_place_that_is_not_empty_is_refused, Backed) {
  for (const bool rows : {true, false}) {
    Place there(file(rows ? "rows" : "files"));
    if (rows) {
      must(data::migrate(*there.database, *components(data::Dialect::sqlite)));
    } else {
      must(there.blobs->put_bytes("somebody", "else"));
    }
    const auto refused = restore(repository, name, there.target(), there.options());
    BOOST_REQUIRE(!refused);
    BOOST_TEST((refused.error().code == base::Code::conflict));
    BOOST_TEST(refused.error().message.find("--force") != std::string::npos);
    BOOST_TEST(!unfinished_restore(there.folder));
    auto options = there.options();
    options.force = true;
    must(restore(repository, name, there.target(), options));
    BOOST_TEST(ids(*there.database) == ids(*database), boost::test_tools::per_element());
    BOOST_TEST(keys(*there.blobs).size() == (rows ? 2U : 3U));
  }
}

BOOST_FIXTURE_TEST_CASE(into_the_engine_it_came_from, Backed) {
  write("DELETE FROM songs");
  must(blobs->remove(audio("1")));
  RestoreOptions options;
  options.force = true;
  options.migrations = components;
  options.work_folder = file("work");
  const auto restored = must(restore(repository, name, {*database, *blobs, folder, {"plugins/"}}, options));
  BOOST_TEST(restored.blobs_copied == 1U);
  BOOST_TEST(restored.blobs_there == 1U);
  BOOST_TEST(ids(*database).size() == 2U);
  // No lease came with the rows: a backup can be made at once.
  create();
}

BOOST_FIXTURE_TEST_CASE(a_damaged_backup_is_not_restored, Backed) {
  overwrite(pool_file("two"), "twO");
  Place there(file("restored"));
  const auto restored = restore(repository, name, there.target(), there.options());
  BOOST_REQUIRE(!restored);
  BOOST_TEST(restored.error().message.find(audio("2")) != std::string::npos);
  // A server must not start on half of it.
  BOOST_TEST(*unfinished_restore(there.folder) == name);
  overwrite(pool_file("two"), "two");
  must(restore(repository, name, there.target(), there.options()));
  BOOST_TEST(!unfinished_restore(there.folder));
}

BOOST_FIXTURE_TEST_CASE(the_rest_of_a_damaged_backup_is_restored, Backed) {
  overwrite(pool_file("one"), "onE");
  must(store->remove(Pool::key(base::sha256("{}"))));
  Place there(file("restored"));
  auto options = there.options();
  BOOST_TEST(!restore(repository, name, there.target(), options));
  BOOST_TEST(keys(*there.blobs) == std::vector<std::string>{audio("2")}, boost::test_tools::per_element());
  options.skip_damaged = true;
  const auto restored = must(restore(repository, name, there.target(), options));
  const std::vector<std::string> damaged{"plugins/state.json", audio("1")};
  BOOST_TEST(restored.damaged == damaged, boost::test_tools::per_element());
  BOOST_TEST(!unfinished_restore(there.folder));
  BOOST_TEST(ids(*there.database).size() == 2U);
}

BOOST_FIXTURE_TEST_CASE(force_begins_a_cut_short_restore_again, Backed) {
  overwrite(pool_file("two"), "twO");
  Place there(file("restored"));
  auto options = there.options();
  BOOST_TEST(!restore(repository, name, there.target(), options));
  overwrite(pool_file("two"), "two");
  // Somebody used it meanwhile.
  must(there.database->write([](data::Transaction& tx) { return data::run(tx, "UPDATE songs SET title = 'x'"); }));
  BOOST_TEST(!restore(repository, name, there.target(), options));
  options.force = true;
  must(restore(repository, name, there.target(), options));
  BOOST_TEST(!unfinished_restore(there.folder));
}

BOOST_FIXTURE_TEST_CASE(half_of_one_is_not_mixed_with_another, Backed) {
  Place there(file("restored"));
  must(base::write_file(there.folder + "/restoring", "20200101T000000Z\n"));
  const auto refused = restore(repository, name, there.target(), there.options());
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().message.find("20200101T000000Z") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
