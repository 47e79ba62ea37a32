#include "plugins/manifest.h"

#include <boost/test/unit_test.hpp>

#include "temp_folder.h"

namespace veza::plugins {
namespace {

using base::Json;

Json good() {
  return Json::parse(R"({
    "id": "guestbook", "name": "Guestbook", "version": "1.0.0", "description": "Visitors leave a line.",
    "licence": "Apache-2.0", "sdk": {"min": "1.0", "max": "1.9"},
    "requires": {"veza.http/1": true, "veza.kv/1": {"optional": true}},
    "offers": ["guestbook.entries/1"],
    "permissions": [{"permission": "track:create", "reason": "Lets members sign."}],
    "config": {"type": "object", "properties": {"limit": {"type": "integer", "default": 5}}},
    "admin": [{"id": "entries", "title": "Guestbook", "path": "/admin/guestbook"}],
    "blobs": {"prefixes": ["guestbook/"], "references": ["SELECT 'guestbook/' || id FROM guestbook_entries",
              {"sqlite": "SELECT 1", "postgres": "select 2"}]}
  })");
}

base::Result<Manifest> parse(const Json& json) { return parse_manifest(json.dump(), "/p/guestbook/plugin.json"); }

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(a_complete_one_is_read) {
  const auto manifest = parse(good());
  BOOST_REQUIRE_MESSAGE(manifest, manifest.error().message);
  BOOST_TEST(manifest->id == "guestbook");
  BOOST_TEST(manifest->library == "guestbook.so");
  BOOST_TEST(manifest->sdk_min.text() == "1.0");
  BOOST_TEST(manifest->sdk_max->text() == "1.9");
  BOOST_REQUIRE(manifest->requirement("veza.kv/1"));
  BOOST_TEST(manifest->requirement("veza.kv/1")->optional);
  BOOST_TEST(!manifest->requirement("veza.http/1")->optional);
  BOOST_TEST(!manifest->requirement("veza.db/1"));
  BOOST_TEST(manifest->allows("track:create"));
  BOOST_TEST(!manifest->allows("track:delete"));
  BOOST_TEST(manifest->offers.at(0) == "guestbook.entries/1");
  BOOST_TEST(manifest->admin.at(0).path == "/admin/guestbook");
  BOOST_TEST(manifest->blob_prefixes.at(0) == "guestbook/");
  BOOST_TEST(manifest->blob_references.at(0).sqlite == manifest->blob_references.at(0).postgresql);
  BOOST_TEST(manifest->blob_references.at(1).sqlite == "SELECT 1");
  BOOST_TEST(manifest->blob_references.at(1).postgresql == "select 2");
}

BOOST_AUTO_TEST_CASE(the_least_is_enough) {
  auto json = good();
  for (const auto* key : {"requires", "offers", "permissions", "config", "admin", "blobs"}) json.erase(key);
  json["sdk"].erase("max");
  const auto manifest = parse(json);
  BOOST_REQUIRE_MESSAGE(manifest, manifest.error().message);
  BOOST_TEST(!manifest->sdk_max);
  BOOST_TEST(manifest->requirements.empty());
}

struct Bad {
  const char* patch;  // RFC 7396 over the good one; null removes a member
  const char* field;  // what the sentence must name
};

// clang-format off
const Bad bad_ones[] = {
    {R"({"id": null})", "\"id\""},
    {R"({"id": 7})", "\"id\""},
    {R"({"id": ""})", "\"id\""},
    {R"({"id": "../x"})", "\"id\""},
    {R"({"id": "Upper"})", "\"id\""},
    {R"({"id": "a--b"})", "\"id\""},
    {R"({"id": "trailing-"})", "\"id\""},
    {R"({"id": "1st"})", "\"id\""},
    {R"({"id": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})", "\"id\""},
    {R"({"name": null})", "\"name\""},
    {R"({"name": "bell\u0007"})", "\"name\""},
    {R"({"name": ["x"]})", "\"name\""},
    {R"({"version": null})", "\"version\""},
    {R"({"version": "1.0"})", "\"version\""},
    {R"({"version": "one"})", "\"version\""},
    {R"({"version": "1.0.0-"})", "\"version\""},
    {R"({"version": "1.0.0 beta"})", "\"version\""},
    {R"({"description": null})", "\"description\""},
    {R"({"licence": null})", "\"licence\""},
    {R"({"license": "MIT"})", "did you mean \"licence\""},
    {R"({"require": []})", "did you mean \"requires\""},
    {R"({"\u001b[31mred": 1})", "?[31mred"},
    {R"({"sdk": null})", "\"sdk\""},
    {R"({"sdk": "1.0"})", "\"sdk\""},
    {R"({"sdk": {"min": null}})", "\"sdk.min\""},
    {R"({"sdk": {"min": "1"}})", "\"sdk.min\""},
    {R"({"sdk": {"min": "1.0.0"}})", "\"sdk.min\""},
    {R"({"sdk": {"min": 1.0}})", "\"sdk.min\""},
    {R"({"sdk": {"min": "-1.0"}})", "\"sdk.min\""},
    {R"({"sdk": {"min": "99999.0"}})", "\"sdk.min\""},
    {R"({"sdk": {"max": "0.9"}})", "\"sdk.max\""},
    {R"({"sdk": {"maximum": "1.1"}})", "\"sdk.maximum\""},
    {R"({"library": "../evil.so"})", "\"library\""},
    {R"({"library": "/usr/lib/libc.so"})", "\"library\""},
    {R"({"library": "x.dll"})", "\"library\""},
    {R"({"library": ".so"})", "\"library\""},
    {R"({"requires": "veza.http/1"})", "\"requires\""},
    {R"({"requires": [1]})", "\"requires\""},
    {R"({"requires": ["veza.http"]})", "requires.veza.http"},
    {R"({"requires": ["veza.http/0"]})", "requires.veza.http/0"},
    {R"({"requires": ["http/1"]})", "requires.http/1"},
    {R"({"requires": ["veza.http/1", "veza.http/1"]})", "twice"},
    {R"({"requires": {"veza.http/1": false}})", "requires.veza.http/1"},
    {R"({"requires": {"veza.http/1": {"optional": 1}}})", "requires.veza.http/1"},
    {R"({"requires": {"veza.http/1": {"maybe": true}}})", "requires.veza.http/1"},
    {R"({"requires": {"veza.http/1": {}}})", "requires.veza.http/1"},
    {R"({"requires": {"veza.http/1": {"reason": ""}}})", "requires.veza.http/1"},
    {R"({"requires": ["veza.accounts/1"]})", "say why"},
    {R"({"requires": {"veza.accounts/1": true}})", "say why"},
    {R"({"requires": {"veza.accounts/1": {"optional": true}}})", "say why"},
    {R"({"offers": {}})", "\"offers\""},
    {R"({"offers": ["x"]})", "\"offers\""},
    {R"({"permissions": {}})", "\"permissions\""},
    {R"({"permissions": ["track:create"]})", "permissions[0]"},
    {R"({"permissions": [{"permission": "track", "reason": "x"}]})", "permissions[0].permission"},
    {R"({"permissions": [{"permission": "track:create"}]})", "permissions[0].reason"},
    {R"({"permissions": [{"permission": "a:b", "reason": "x"}, {"permission": "a:b", "reason": "x"}]})", "twice"},
    {R"({"blobs": []})", "\"blobs\""},
    {R"({"blobs": {"links": 1}})", "\"blobs.links\""},
    {R"({"blobs": {"links": "no_such_setting"}})", "\"blobs.links\""},
    {R"({"commands": {}})", "\"commands\""},
    {R"({"commands": ["scan"]})", "\"commands[0]\""},
    {R"({"commands": [{"summary": "x"}]})", "\"commands[0].name\""},
    {R"({"commands": [{"name": "scan"}]})", "\"commands[0].summary\""},
    {R"({"commands": [{"name": "--scan", "summary": "x"}]})", "\"commands[0].name\""},
    {R"({"commands": [{"name": "a", "summary": "x"}, {"name": "a", "summary": "x"}]})", "twice"},
    {R"({"commands": [{"name": "a", "summary": "x", "option": []}]})", "\"commands[0].option\""},
    {R"({"commands": [{"name": "a", "summary": "x", "options": [{"name": "o"}]}]})", "options[0].help"},
    {R"({"commands": [{"name": "a", "summary": "x", "options": [{"name": "data", "help": "x"}]}]})", "options[0].name"},
    {R"({"commands": [{"name": "a", "summary": "x", "notes": "x"}]})", "\"commands[0].notes\""},
    {R"({"commands": [{"name": "a", "summary": "x", "notes": ["a\nb"]}]})", "\"commands[0].notes\""},
    {R"({"commands": [{"name": "a", "summary": "\u001b[2J"}]})", "\"commands[0].summary\""},
    {R"({"blobs": {"prefix": ["x/"]}})", "\"blobs.prefix\""},
    {R"({"blobs": {"prefixes": ["x"]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"prefixes": [""]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"prefixes": ["/"]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"prefixes": ["a//"]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"prefixes": ["../x/"]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"prefixes": ["a b/"]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"prefixes": [7]}})", "\"blobs.prefixes\""},
    {R"({"blobs": {"references": "SELECT 1"}})", "\"blobs.references\""},
    {R"({"blobs": {"references": ["DELETE FROM jobs"]}})", "\"blobs.references[0]\""},
    {R"({"blobs": {"references": ["SELECT 1", 2]}})", "\"blobs.references[1]\""},
    {R"({"blobs": {"references": [{"sqlite": "SELECT 1"}]}})", "\"blobs.references[0]\""},
    {R"({"blobs": {"references": [{"sqlite": "SELECT 1", "postgres": ""}]}})", "\"blobs.references[0].postgres\""},
    {R"({"config": []})", "\"config\""},
    {R"({"config": {"type": "array"}})", "\"config\""},
    {R"({"config": {"type": "object", "properties": {"x": {"$ref": "file:///etc/passwd"}}}})", "$ref"},
    {R"({"config": {"type": "object", "properties": {"x": {"type": "colour"}}}})", "\"x\""},
    {R"({"config": {"type": "object", "properties": {"X": {"type": "string"}}}})", "\"X\""},
    {R"({"config": {"type": "object", "properties": {"x": {"type": "integer", "default": "five"}}}})", "default"},
    {R"({"config": {"type": "object", "properties": {"x": {"type": "integer", "minimum": "low"}}}})", "\"config\""},
    {R"({"admin": [{"id": "x", "title": "X"}]})", "admin[0].path"},
    {R"({"admin": [{"id": "x", "title": "X", "path": "//evil.example"}]})", "admin[0].path"},
    {R"({"admin": [{"id": "x", "title": "X", "path": "javascript:x"}]})", "admin[0].path"},
};
// clang-format on

BOOST_AUTO_TEST_CASE(a_bad_one_is_refused_with_its_field) {
  for (const auto& [patch, field] : bad_ones) {
    auto json = good();
    json.merge_patch(Json::parse(patch));
    const auto manifest = parse(json);
    BOOST_REQUIRE_MESSAGE(!manifest, patch);
    const auto& sentence = manifest.error().message;
    BOOST_TEST(sentence.find(field) != std::string::npos, patch << " → " << sentence);
    BOOST_TEST(sentence.find("/p/guestbook/plugin.json") != std::string::npos, sentence);
    BOOST_TEST(sentence.find('\n') == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_json_object_is_refused) {
  for (const std::string text : {"", "[]", "null", "{", "{\"id\":\"x\"}}", "\"id\"", "{\"id\":\"\xff\"}"}) {
    const auto manifest = parse_manifest(text, "f");
    BOOST_TEST(!manifest, text);
  }
  BOOST_TEST(!parse_manifest(std::string(100'000, '['), "f"));
}

BOOST_AUTO_TEST_CASE(the_folder_has_the_plugins_name) {
  test::TempFolder folder;
  folder.write("guestbook/plugin.json", good().dump());
  folder.write("other/plugin.json", good().dump());
  BOOST_TEST(read_manifest(folder / "guestbook").has_value());
  BOOST_TEST(read_manifest(folder / "guestbook/").has_value());
  const auto other = read_manifest(folder / "other");
  BOOST_REQUIRE(!other);
  BOOST_TEST(other.error().message.find("must be named guestbook") != std::string::npos);
  BOOST_TEST(!read_manifest(folder / "nothing"));
}

BOOST_AUTO_TEST_CASE(sdk_versions_are_compared) {
  const auto v = [](const char* text) { return *parse_sdk_version(text); };
  BOOST_TEST(check_sdk(v("1.3"), v("1.0"), std::nullopt).has_value());
  BOOST_TEST(check_sdk(v("1.3"), v("1.3"), v("1.3")).has_value());
  BOOST_TEST(check_sdk(v("1.3"), v("1.4"), std::nullopt).error().message.find("too new") != std::string::npos);
  BOOST_TEST(check_sdk(v("1.3"), v("2.0"), std::nullopt).error().message.find("too new") != std::string::npos);
  BOOST_TEST(check_sdk(v("2.0"), v("1.0"), std::nullopt).error().message.find("too old") != std::string::npos);
  BOOST_TEST(check_sdk(v("1.3"), v("1.0"), v("1.2")).error().message.find("too old") != std::string::npos);
  BOOST_TEST(check_sdk(v("2.0"), v("1.0"), v("2.5")).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
