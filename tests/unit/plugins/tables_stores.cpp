// veza.db/1 and veza.blobs/1 as a careless or hostile plugin calls them.
#include <filesystem>
#include <fstream>

#include "base/json.h"
#include "tables.h"
#include "veza/abi/blobs.h"
#include "veza/abi/db.h"

namespace veza::plugins::test {
namespace {

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(db_refuses_bad_sql_and_parameters) {
  const Raw raw;
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  const auto query = [&](veza_str sql, const veza_value* params, size_t count) {
    return said(db->query(db->ctx, sql, params, count, nullptr, nullptr));
  };
  BOOST_TEST(query(text("SELECT 1"), nullptr, 0) == VEZA_OK);
  BOOST_TEST(query(no_pointer, nullptr, 0) == VEZA_E_INVALID);
  BOOST_TEST(query(endless, nullptr, 0) == VEZA_E_INVALID);
  BOOST_TEST(query(text("SELECT $1"), nullptr, 1) == VEZA_E_INVALID);
  BOOST_TEST(query(text("SELECT $1"), nullptr, SIZE_MAX) == VEZA_E_INVALID);
  veza_value odd{};
  odd.type = 99;
  BOOST_TEST(query(text("SELECT $1"), &odd, 1) == VEZA_E_INVALID);
  odd.type = VEZA_TEXT;
  odd.as.s = no_pointer;
  BOOST_TEST(query(text("SELECT $1"), &odd, 1) == VEZA_E_INVALID);
  BOOST_TEST(query(text("SELEC 1"), nullptr, 0) < 0);
  BOOST_TEST(query(text("SELECT 1; SELECT 2"), nullptr, 0) < 0);
  BOOST_TEST(said(db->write(db->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(db->tx_query(nullptr, text("SELECT 1"), nullptr, 0, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(db->tx_execute(nullptr, text("SELECT 1"), nullptr, 0, nullptr)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(values_of_every_type_come_back) {
  const Raw raw;
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  veza_value params[5] = {};
  params[1].type = VEZA_INT;
  params[1].as.i = INT64_MIN;
  params[2].type = VEZA_REAL;
  params[2].as.d = 0.25;
  params[3].type = VEZA_TEXT;
  params[3].as.s = text("t\0t");
  params[4].type = VEZA_BLOB;
  params[4].as.s = text("\xff");
  bool same = false;
  const auto row = [](void* self, const veza_value* columns, size_t count) -> veza_status {
    *static_cast<bool*>(self) = count == 5 && columns[0].type == VEZA_NULL && columns[1].as.i == INT64_MIN &&
                                columns[2].as.d == 0.25 && columns[3].as.s.len == 1 && columns[4].type == VEZA_BLOB;
    return VEZA_OK;
  };
  BOOST_TEST(db->query(db->ctx, text("SELECT $1, $2, $3, $4, $5"), params, 5, row, &same) == VEZA_OK);
  BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(a_failing_callback_rolls_back_and_its_sentence_comes_out) {
  const Raw raw;
  const auto* db = raw.table<veza_db_v1>(VEZA_DB_V1);
  BOOST_REQUIRE(raw.site.db->write([](data::Transaction& tx) { return tx.script("CREATE TABLE raw_t (x BIGINT)"); }));
  const auto body = [](void* self, veza_tx* tx) -> veza_status {
    const auto* table = static_cast<const veza_db_v1*>(self);
    table->tx_execute(tx, text("INSERT INTO raw_t VALUES (1)"), nullptr, 0, nullptr);
    set_last_error("no, rather not");
    return VEZA_E_CONFLICT;
  };
  BOOST_TEST(said(db->write(db->ctx, body, const_cast<veza_db_v1*>(db))) == VEZA_E_CONFLICT);
  BOOST_TEST(last_error() == "no, rather not");
  BOOST_TEST((*raw.site.db->row("SELECT count(*) FROM raw_t"))->operator[](0).integer() == 0);
  const auto throws = [](void*, veza_tx*) -> veza_status { throw std::runtime_error("out of the plugin"); };
  BOOST_TEST(said(db->write(db->ctx, throws, nullptr)) == VEZA_E_INTERNAL);
  BOOST_TEST(last_error().find("out of the plugin") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(blobs_refuse_keys_that_lead_elsewhere) {
  const Raw raw;
  const auto* blobs = raw.table<veza_blobs_v1>(VEZA_BLOBS_V1);
  for (const auto key :
       {text(""), text("../x"), text("/etc/passwd"), text("a//b"), text("a/./b"), no_pointer, endless}) {
    BOOST_TEST(said(blobs->put(blobs->ctx, key, text("x"), VEZA_BLOB_DURABLE)) == VEZA_E_INVALID);
    uint64_t size = 0;
    BOOST_TEST(said(blobs->size(blobs->ctx, key, &size)) < 0);
    BOOST_TEST(said(blobs->remove(blobs->ctx, key)) < 0);
    char byte = 0;
    BOOST_TEST(blobs->read(blobs->ctx, key, 0, &byte, 1) < 0);
  }
  BOOST_TEST(said(blobs->put(blobs->ctx, text("raw/x"), no_pointer, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->put_body(blobs->ctx, text("raw/x"), nullptr, 0, 1)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->put_file(blobs->ctx, text("raw/x"), veza_str{}, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->remove_prefix(blobs->ctx, text("raw"))) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->with_file(blobs->ctx, text("raw/x"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(blobs->put(blobs->ctx, text("raw/x"), text("four"), 0) == VEZA_OK);
  BOOST_TEST(blobs->read(blobs->ctx, text("raw/x"), 0, nullptr, 4) < 0);
  char out[8];
  BOOST_TEST(blobs->read(blobs->ctx, text("raw/x"), 1, out, sizeof out) == 3);
  BOOST_TEST(blobs->read(blobs->ctx, text("raw/x"), UINT64_MAX, out, sizeof out) <= 0);
}

BOOST_AUTO_TEST_CASE(blobs_are_linked_to_files_of_the_folders_that_a_setting_lists) {
  Raw raw;
  const auto* blobs = raw.table<veza_blobs_v1>(VEZA_BLOBS_V1);
  const auto outer = std::filesystem::canonical(raw.site.folder.path());
  for (const char* name : {"music", "music2"}) {
    std::filesystem::create_directories(outer / name);
    std::ofstream(outer / name / "song.ogg") << "a song";
  }
  std::filesystem::create_symlink(outer / "music2" / "song.ogg", outer / "music" / "link.ogg");
  std::filesystem::create_symlink(outer / "music", outer / "way");
  const auto link = [&](const std::string& path) {
    return said(blobs->link(blobs->ctx, text("raw/x"), text(path), VEZA_BLOB_RELAXED));
  };
  const std::string song = (outer / "music" / "song.ogg").string();
  BOOST_TEST(link(song) == VEZA_E_FORBIDDEN, "no setting is named");
  raw.context.manifest.blob_links = "folders";
  BOOST_TEST(link(song) == VEZA_E_FORBIDDEN, "the setting is not there");
  raw.context.settings = base::to_text({{"folders", {"relative", "/nowhere", (outer / "way").string()}}});
  BOOST_TEST(link(song) == VEZA_OK);
  BOOST_TEST(link((outer / "way" / "song.ogg").string()) == VEZA_OK, "another way to the same file");
  BOOST_TEST(link((outer / "music2" / "song.ogg").string()) == VEZA_E_FORBIDDEN, "its name begins like the folder's");
  BOOST_TEST(link((outer / "music" / ".." / "music2" / "song.ogg").string()) == VEZA_E_FORBIDDEN);
  BOOST_TEST(link((outer / "music" / "link.ogg").string()) == VEZA_E_FORBIDDEN, "a link that leads out");
  BOOST_TEST(link("/etc/passwd") == VEZA_E_FORBIDDEN);
  BOOST_TEST(link((outer / "music").string()) == VEZA_E_NOT_FOUND);
  BOOST_TEST(link("music/song.ogg") == VEZA_E_NOT_FOUND);
  BOOST_TEST(link(song + std::string("\0", 1)) == VEZA_E_INVALID);
  for (const auto bad : {no_pointer, endless, veza_str{}})
    BOOST_TEST(said(blobs->link(blobs->ctx, text("raw/x"), bad, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(blobs->link(blobs->ctx, text("../x"), text(song), 0)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
