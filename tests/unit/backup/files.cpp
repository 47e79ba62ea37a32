// What a repository holds as text: manifests, lists, compressed files, and bad ones of each.
#include <fstream>

#include "backup/gzip_file.h"
#include "base/file.h"
#include "site.h"

namespace veza::backup {
namespace {

base::Json good() {
  Manifest manifest;
  manifest.name = "20261121T101500Z";
  manifest.created_at = "2026-11-21T10:15:00.000Z";
  manifest.veza = "1.2.3";
  manifest.engine = "SQLite";
  manifest.database = {"database.sqlite.gz", 10, base::sha256("a")};
  manifest.tables = {{"songs", 3, "00"}};
  manifest.blobs = {"blobs.gz", 20, base::sha256("b")};
  manifest.blob_count = 2;
  manifest.blob_bytes = 7;
  manifest.files = {{"config/veza.properties", 5, base::sha256("c"), 0640}};
  manifest.missing = {{"songs", "songs/1/audio"}};
  return to_json(manifest);
}

void put(const std::string& path, std::string_view bytes) { must(base::write_file(path, bytes)); }

}  // namespace

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(a_manifest_comes_back) {
  const auto manifest = must(parse_manifest(good().dump()));
  BOOST_TEST(to_json(manifest) == good());
  BOOST_TEST(manifest.files[0].mode == 0640U);
}

struct Bad {
  const char* patch;  // RFC 7396 over the good one
  const char* field;  // what the sentence names
};

// clang-format off
const Bad bad_manifests[] = {
    {R"({"format": null})", "\"format\""},
    {R"({"format": "1"})", "\"format\""},
    {R"({"format": 2})", "format 2"},
    {R"({"name": null})", "\"name\""},
    {R"({"name": "../../etc"})", "\"name\""},
    {R"({"created_at": 7})", "\"created_at\""},
    {R"({"database": null})", "\"database\""},
    {R"({"database": []})", "\"database\""},
    {R"({"database": {"file": "../x"}})", "\"database.file\""},
    {R"({"database": {"file": "a/b"}})", "\"database.file\""},
    {R"({"database": {"size": -1}})", "\"database.size\""},
    {R"({"database": {"sha256": "00"}})", "\"database.sha256\""},
    {R"({"database": {"tables": {}}})", "\"database.tables\""},
    {R"({"database": {"tables": [7]}})", "\"database.tables.table\""},
    {R"({"database": {"tables": [{"table": "x", "rows": -1, "checksum": ""}]}})", "\"database.tables.rows\""},
    {R"({"blobs": {"count": 1.5}})", "\"blobs.count\""},
    {R"({"blobs": {"bytes": null}})", "\"blobs.bytes\""},
    {R"({"files": null})", "\"files\""},
    {R"({"files": [{}]})", "\"files.path\""},
    {R"({"files": [{"path": "/etc/passwd", "size": 1, "sha256": "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6", "mode": 384}]})", "\"files.path\""},
    {R"({"files": [{"path": "plugins/../../x", "size": 1, "sha256": "2e7d2c03a9507ae265ecf5b5356885a53393a2029d241394997265a1a25aefc6", "mode": 384}]})", "\"files.path\""},
    {R"({"missing": [{"plugin": 1}]})", "\"missing.plugin\""},
};
// clang-format on

BOOST_AUTO_TEST_CASE(a_damaged_manifest_is_refused) {
  for (const auto& [patch, field] : bad_manifests) {
    BOOST_TEST_CONTEXT(patch) {
      auto json = good();
      json.merge_patch(base::Json::parse(patch));
      const auto manifest = parse_manifest(json.dump());
      BOOST_REQUIRE(!manifest);
      BOOST_TEST(manifest.error().message.find(field) != std::string::npos, manifest.error().message);
    }
  }
  for (const char* text : {"", "[]", "7", "{", "{\"format\": 1}"}) {
    BOOST_TEST_INFO(text);
    BOOST_TEST(!parse_manifest(text));
  }
}

BOOST_FIXTURE_TEST_CASE(a_list_comes_back, data::Scratch) {
  const BlobList list{{"a", 1, 5, base::sha256("1")}, {"a/b", 0, -7, base::sha256("2")}, {"z", 1ULL << 40, 9, {}}};
  must(write_blob_list(list, file("list")));
  const auto back = must(read_blob_list(file("list")));
  BOOST_REQUIRE(back.size() == 3U);
  BOOST_TEST((back[2].size == 1ULL << 40));
  BOOST_TEST(back[1].modified_ms == -7);
  BOOST_TEST((back[0].sha256 == list[0].sha256));
  BOOST_TEST(find(back, "a/b") == &back[1]);
  BOOST_TEST(!find(back, "a/"));
  must(write_blob_list({}, file("empty")));
  BOOST_TEST(must(read_blob_list(file("empty"))).empty());
}

BOOST_FIXTURE_TEST_CASE(a_damaged_list_is_refused, data::Scratch) {
  const std::string digest(64, 'a');
  for (const std::string& text :
       {std::string("\n"), digest + " 1 2\n", digest + " 1 2 key", digest + " x 2 key\n", digest + " -1 2 key\n",
        digest + " 1 y key\n", digest.substr(1) + " 1 2 key\n", digest + " 1 2 ../key\n", digest + " 1 2 a b\n",
        digest + " 1 2 b\n" + digest + " 1 2 a\n", digest + " 1 2 a\n" + digest + " 1 2 a\n",
        std::string(200'000, 'x') + "\n"}) {
    BOOST_TEST_CONTEXT(text.substr(0, 90)) {
      auto writer = must(GzipWriter::open(file("list")));
      must(writer.write(text));
      must(writer.finish());
      BOOST_TEST(!read_blob_list(file("list")));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_compressed_file_is_whole_or_an_error, data::Scratch) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919) + "\n";
  put(file("plain"), text);
  must(gzip_file(file("plain"), file("gz")));
  must(gunzip_file(file("gz"), file("back")));
  BOOST_TEST(must(base::read_file(file("back"))) == text);
  const auto packed = must(base::read_file(file("gz")));
  BOOST_TEST(packed.size() < text.size());
  std::string flipped = packed;
  flipped[packed.size() / 2] = static_cast<char>(flipped[packed.size() / 2] ^ 0x40);
  for (const std::string& bad : {std::string(), packed.substr(0, 5), packed.substr(0, packed.size() / 2),
                                 packed.substr(0, packed.size() - 1), flipped, text}) {
    BOOST_TEST_CONTEXT(bad.size()) {
      put(file("bad"), bad);
      const auto done = gunzip_file(file("bad"), file("back"));
      BOOST_REQUIRE(!done);
      BOOST_TEST(done.error().message.find("bad") != std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::backup
