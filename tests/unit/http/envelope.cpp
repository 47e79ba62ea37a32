#include "http/envelope.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza;
using namespace veza::http;
using test::Call;
using test::request;

namespace {

Call with_body(const std::string& type, std::string body) {
  test::Fields fields;
  if (!type.empty()) fields.emplace_back("Content-Type", type);
  Call call(request("POST", "/", fields));
  call.request.body = net::Body::memory(std::move(body));
  return call;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(envelope)

BOOST_AUTO_TEST_CASE(success_and_lists) {
  BOOST_TEST(test::json(success({{"id", 7}})) == base::Json::parse(R"({"success":true,"data":{"id":7}})"));
  BOOST_TEST(success(nullptr, 201).status == 201);
  BOOST_TEST(test::json(list({1, 2}, {{"total", 2}})) ==
             base::Json::parse(R"({"success":true,"data":[1,2],"meta":{"total":2}})"));
  BOOST_TEST(no_content().status == 204);
  BOOST_TEST(success({}).headers.get("Content-Type") == "application/json");
}

BOOST_AUTO_TEST_CASE(an_error_says_everything) {
  Problem problem{422, "invalid_fields", "Please check \"title\".", {{"title", "is required"}}};
  const auto response = error(problem, "req-1");
  BOOST_TEST(response.status == 422);
  BOOST_TEST(test::json(response) == base::Json::parse(R"({"success":false,"error":{"code":"invalid_fields",
    "message":"Please check \"title\".","details":[{"field":"title","problem":"is required"}],"request_id":"req-1"}})"));
  BOOST_TEST(!response.headers.has("Retry-After"));
  problem.retry_after_s = 12;
  BOOST_TEST(error(problem, "").headers.get("Retry-After") == "12");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_cannot_break_the_envelope) {
  BOOST_TEST(test::json(error(Problem{400, "x", "bad \xff\xfe\"\n"}, "r"))["success"] == false);
}

BOOST_AUTO_TEST_CASE(every_code_has_its_status) {
  using base::Code;
  const struct {
    Code code;
    int status;
    const char* name;
  } cases[] = {{Code::invalid, 400, "invalid"},         {Code::unauthorized, 401, "unauthorized"},
               {Code::forbidden, 403, "forbidden"},     {Code::not_found, 404, "not_found"},
               {Code::conflict, 409, "conflict"},       {Code::too_large, 413, "too_large"},
               {Code::unsupported, 415, "unsupported"}, {Code::limited, 429, "rate_limited"},
               {Code::unavailable, 503, "unavailable"}, {Code::cancelled, 503, "cancelled"},
               {Code::internal, 500, "internal"}};
  for (const auto& one : cases) {
    const Problem problem = Problem::from({one.code, "the sentence"});
    BOOST_TEST(problem.status == one.status);
    BOOST_TEST(problem.code == one.name);
    BOOST_TEST((problem.message == "the sentence") == (one.status < 500));
  }
}

BOOST_AUTO_TEST_CASE(json_bodies) {
  const struct {
    const char* type;
    const char* body;
    int status;  // 200: taken
  } cases[] = {{"application/json", "{}", 200},
               {"application/json; charset=utf-8", R"({"a":1})", 200},
               {"Application/JSON", "{}", 200},
               {"application/merge-patch+json", "{}", 200},
               {"", "{}", 415},
               {"text/plain", "{}", 415},
               {"application/x-www-form-urlencoded", "a=1", 415},
               {"application/jsonx", "{}", 415},
               {"+json", "{}", 415},
               {"application/json", "", 400},
               {"application/json", "{", 400},
               {"application/json", "[]", 400},
               {"application/json", "\"text\"", 400},
               {"application/json", "{} {}", 400},
               {"application/json", "{\"a\":\"\xff\"}", 400}};
  for (const auto& one : cases) {
    auto call = with_body(one.type, one.body);
    const auto body = json_body(call.context());
    BOOST_TEST((body ? 200 : body.error().status) == one.status, one.type << " " << one.body);
  }
}

BOOST_AUTO_TEST_CASE(deep_json_is_refused) {
  auto call = with_body("application/json", "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}");
  BOOST_TEST(json_body(call.context()).error().status == 400);
}

BOOST_AUTO_TEST_CASE(who_wants_a_page) {
  const struct {
    const char* path;
    const char* accept;
    bool page;
  } cases[] = {{"/", "text/html", true},
               {"/", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", true},
               {"/", "application/json, TEXT/HTML;q=0.1", true},
               {"/", "*/*", true},
               {"/", "", true},
               {"/tracks/7", "*/*", true},
               {"/v1.2/tracks", "*/*", true},
               {"/app.js", "*/*", false},
               {"/app.js", "text/html", true},
               {"/cover.png", "image/avif,image/webp,*/*;q=0.8", false},
               {"/", "application/json", false},
               {"/", "text/htmlx", false}};
  for (const auto& one : cases) {
    BOOST_TEST(wants_page(request("GET", one.path, {{"Accept", one.accept}})) == one.page,
               one.path << " " << one.accept);
  }
}

BOOST_AUTO_TEST_CASE(a_context_knows_its_address_and_parameters) {
  Call call(request("GET", "/a/7/b/x"));
  call.mounted.param_names = {"id", "name"};
  call.params.places[0] = {3, 1};
  call.params.places[1] = {7, 1};
  call.params.count = 2;
  BOOST_TEST(call.context().param("id") == "7");
  BOOST_TEST(call.context().param("name") == "x");
  BOOST_TEST(call.context().param("other") == "");
  BOOST_TEST(call.context().base_url() == "https://music.example");
}

BOOST_AUTO_TEST_SUITE_END()
