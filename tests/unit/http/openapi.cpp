#include "http/openapi.h"

#include <boost/test/unit_test.hpp>

#include "base/file.h"
#include "http/openapi_page.h"
#include "support.h"

using namespace veza;
using namespace veza::http;

namespace {

base::Json fragment(const std::string& path, const std::string& method, const std::string& id) {
  return {{"paths", {{path, {{method, {{"operationId", id}, {"responses", {{"200", {{"description", "Fine."}}}}}}}}}}}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(openapi)

BOOST_AUTO_TEST_CASE(fragments_become_one_document) {
  OpenApi openapi({"Test Radio", "1.2"});
  auto tracks = fragment("/api/v1/tracks", "get", "list_tracks");
  tracks["tags"] = {{{"name", "tracks"}}};
  tracks["components"]["schemas"]["Track"] = {{"type", "object"}};
  auto more = fragment("/api/v1/tracks", "post", "create_track");
  more["tags"] = {{{"name", "tracks"}}, {{"name", "uploads"}}};
  more["components"]["schemas"]["Track"] = {{"type", "object"}};
  BOOST_REQUIRE(openapi.add_fragment("library", tracks));
  BOOST_REQUIRE(openapi.add_fragment("uploads", more));
  const auto document = openapi.document();
  BOOST_TEST(document["openapi"] == "3.1.0");
  BOOST_TEST(document["info"]["title"] == "Test Radio");
  BOOST_TEST(document["paths"]["/api/v1/tracks"].size() == 2U);
  BOOST_TEST(document["tags"].size() == 2U);
  BOOST_TEST(base::parse_json(*openapi.text()).value() == document);
  openapi.remove_owner("library");
  BOOST_TEST(openapi.document()["paths"]["/api/v1/tracks"].size() == 1U);
  BOOST_TEST(openapi.document()["components"]["schemas"].contains("Track"));
  BOOST_TEST(base::parse_json(*openapi.text()).value() == openapi.document());
}

BOOST_AUTO_TEST_CASE(conflicts_name_both_owners_and_change_nothing) {
  OpenApi openapi({"T", "1"});
  auto first = fragment("/a", "get", "get_a");
  first["components"]["schemas"]["A"] = {{"type", "string"}};
  BOOST_REQUIRE(openapi.add_fragment("library", first));
  const auto before = openapi.document();
  auto other_schema = fragment("/b", "get", "get_b");
  other_schema["components"]["schemas"]["A"] = {{"type", "integer"}};
  for (const auto& bad : {fragment("/a", "get", "get_other"), fragment("/b", "get", "get_a"), other_schema}) {
    const auto added = openapi.add_fragment("chat", bad);
    BOOST_REQUIRE(!added);
    BOOST_TEST(base::name(added.error().code) == "conflict");
    BOOST_TEST(added.error().message.find("library") != std::string::npos);
    BOOST_TEST(added.error().message.find("chat") != std::string::npos);
    BOOST_TEST(openapi.document() == before);
  }
}

BOOST_AUTO_TEST_CASE(malformed_fragments_are_refused) {
  OpenApi openapi({"T", "1"});
  for (const char* text :
       {"", "[]", "7", R"({"paths":[]})", R"({"paths":{"a":{}}})", R"({"paths":{"/a":7}})",
        R"({"paths":{"/a":{"get":7}}})", R"({"paths":{"/a":{"get":{}}}})",
        R"({"paths":{"/a":{"get":{"operationId":"x"}}}})",
        R"({"paths":{"/a":{"get":{"operationId":"x","responses":{}}}}})",
        R"({"paths":{"/a":{"get":{"operationId":"x","responses":{"200":{}}}}}})",
        R"({"paths":{"/a":{"get":{"operationId":7,"responses":{"200":{"description":"x"}}}}}})", R"({"components":7})",
        R"({"components":{"schemas":[]}})", R"({"tags":{}})", R"({"tags":[{}]})"}) {
    BOOST_TEST(!openapi.add_fragment_text("bad", text).has_value(), text);
  }
  BOOST_TEST(openapi.document()["paths"].empty());
}

BOOST_AUTO_TEST_CASE(routes_and_document_are_compared_both_ways) {
  OpenApi openapi({"T", "1"});
  BOOST_REQUIRE(openapi.add_fragment("a", fragment("/api/v1/tracks/{id}", "get", "get_track")));
  BOOST_REQUIRE(openapi.add_fragment("b", fragment("/api/v1/gone", "delete", "delete_gone")));
  std::vector<Route> routes;
  routes.push_back(test::route("GET", "/api/v1/tracks/{track}", test::says("")));
  routes.push_back(test::route("POST", "/api/v1/tracks/{id}", test::says("")));
  routes.push_back(test::route("GET", "/assets/{path...}", test::says("")));
  const std::vector<std::string> missing{"POST /api/v1/tracks/{id}"};
  const std::vector<std::string> without{"DELETE /api/v1/gone"};
  BOOST_TEST(routes_missing_from_document(routes, openapi.document()) == missing);
  BOOST_TEST(document_paths_without_route(routes, openapi.document()) == without);
}

BOOST_AUTO_TEST_CASE(references_that_point_nowhere_are_found) {
  OpenApi openapi({"T", "1"});
  auto one = fragment("/a", "get", "get_a");
  one["paths"]["/a"]["get"]["responses"]["404"] = {{"$ref", "#/components/responses/NotFound"}};
  one["paths"]["/a"]["get"]["responses"]["500"] = {{"$ref", "#/components/responses/Here"}};
  one["components"]["responses"]["Here"] = {{"description", "x"}};
  one["components"]["schemas"]["List"] = {{"items", {{"$ref", "other.json#/x"}}}};
  BOOST_REQUIRE(openapi.add_fragment("a", one));
  const std::vector<std::string> expected{"GET /a: #/components/responses/NotFound", "components: other.json#/x"};
  BOOST_TEST(dangling_references(openapi.document()) == expected);
}

BOOST_AUTO_TEST_CASE(the_page_shows_operations_and_lets_no_markup_in) {
  OpenApi openapi({"<b>Radio</b>", "1"});
  auto one = fragment("/api/v1/a/{id}", "get", "get_a");
  auto& operation = one["paths"]["/api/v1/a/{id}"]["get"];
  operation["summary"] = "Read <script>alert(1)</script>";
  operation["parameters"] = {{{"name", "id"}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}}};
  operation["responses"]["200"]["content"]["application/json"]["schema"] = {{"$ref", "#/components/schemas/A"}};
  one["components"]["schemas"]["A"] = {
      {"type", "object"},
      {"required", {"n"}},
      {"properties",
       {{"n", {{"type", {"integer", "null"}}}}, {"list", {{"type", "array"}, {"items", {{"type", "string"}}}}}}}};
  BOOST_REQUIRE(openapi.add_fragment("a", one));
  const std::string page = *openapi.page();
  BOOST_TEST(page.find("<script") == std::string::npos);
  BOOST_TEST(page.find("<b>") == std::string::npos);
  BOOST_TEST(page.find("style=") == std::string::npos);
  BOOST_TEST(page.find("<code>/api/v1/a/{id}</code>") != std::string::npos);
  BOOST_TEST(page.find("href=\"#schema-A\"") != std::string::npos);
  BOOST_TEST(page.find("id=\"schema-A\"") != std::string::npos);
  BOOST_TEST(page.find("integer or null") != std::string::npos);
  BOOST_TEST(page.find("array of string") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_survives_a_strange_document) {
  OpenApi openapi({"T", "1"});
  BOOST_REQUIRE(openapi.add_fragment_text("odd", R"({"paths":{"/a":{"get":{"operationId":"a","tags":7,"summary":[],
    "parameters":[7,{"required":"yes","schema":7},{"$ref":"#/~x"},{"$ref":"#/components/none"}],"requestBody":"x",
    "responses":{"200":{"description":7,"content":[1]},"404":{"$ref":"#/a~"},"500":{"$ref":7}}}}},
    "components":{"schemas":{"S":7,"T":{"properties":[1,{"enum":{"a":1}}],"required":"no"},"U":{"allOf":7,"type":{}}}}})"));
  BOOST_TEST(openapi.page()->find("/a") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_of_fragments_is_read) {
  net::test::TemporaryFolder folder;
  BOOST_REQUIRE(base::write_file(folder.path + "/one.json", base::to_text(fragment("/a", "get", "get_a"))));
  BOOST_REQUIRE(base::write_file(folder.path + "/notes.txt", "no JSON"));
  OpenApi openapi({"T", "1"});
  BOOST_REQUIRE(openapi.add_folder(folder.path));
  BOOST_TEST(openapi.document()["paths"].size() == 1U);
  openapi.remove_owner("one");
  BOOST_TEST(openapi.document()["paths"].empty());
  BOOST_TEST(!openapi.add_folder(folder.path + "/missing").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
