#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

namespace veza::testing {
namespace {

const User ada{"1", "ada", "user", {"track:create"}};

struct Fixture {
  FakeHost host{VEZA_FAKE_PLUGIN};
  Http http{host.handle()};
};

BOOST_FIXTURE_TEST_SUITE(fake_http, Fixture)

BOOST_AUTO_TEST_CASE(routes_match_as_in_a_host) {
  http.get("/t/{id}", [](const Request& request) { return Response::ok(request.param("id")); });
  http.get("/t/mine", [](const Request&) { return Response::ok("literal"); });
  http.get("/f/{rest...}", [](const Request& request) { return Response::ok(request.param("rest")); });
  http.fallback([](const Request&) { return Response::bytes(200, "text/html", "page"); });
  BOOST_TEST(host.http.send({.target = "/t/7"}).data() == "7");
  BOOST_TEST(host.http.send({.target = "/t/mine"}).data() == "literal");
  BOOST_TEST(host.http.send({.target = "/f/a/b"}).data() == "a/b");
  BOOST_TEST(host.http.send({.method = "HEAD", .target = "/t/7"}).status == 200);
  BOOST_TEST(host.http.send({.target = "/elsewhere"}).body == "page");
  BOOST_TEST(host.http.send({.method = "POST", .target = "/t/7"}).status == 404);
  BOOST_CHECK_THROW(http.get("/t/mine", [](const Request&) { return Response::empty(); }), Error);
}

BOOST_AUTO_TEST_CASE(a_request_carries_everything) {
  http.post("/all",
            [](const Request& request) {
              return Response::ok({{"q", request.query("q").value_or("none")},
                                   {"h", request.header("X-Thing").value_or("none")},
                                   {"user", request.principal().username()},
                                   {"body", request.json()["a"]}},
                                  201)
                  .header("X-Answer", "42");
            },
            {.permission = "track:create"});
  const FakeRequest request{.method = "POST", .target = "/all?q=a%20b", .headers = {{"x-thing", "y"}}};
  BOOST_TEST(host.http.send(request).status == 401);
  BOOST_TEST(host.http.send(FakeRequest(request).as({"2", "bob", "user", {}})).status == 403);
  const auto reply = host.http.send(FakeRequest(request).as(ada).json({{"a", 1}}));
  BOOST_TEST(reply.status == 201);
  BOOST_TEST(reply.header("x-answer") == "42");
  BOOST_TEST(reply.data() == Json::parse(R"({"q":"a b","h":"y","user":"ada","body":1})"));
  BOOST_TEST(host.http.send(FakeRequest(request).as(ada)).error_code() == "unsupported_media_type");
}

BOOST_AUTO_TEST_CASE(forms_have_parts) {
  const Blobs blobs(host.handle());
  http.post("/form", [&](const Request& request) {
    const auto parts = request.parts();
    blobs.put_part("fake/file", request, parts.at(1));
    return Response::ok({{"title", request.content(parts.at(0))}, {"name", parts.at(1).filename}});
  });
  FakeRequest request{.method = "POST", .target = "/form"};
  request.form({{.name = "title", .content = "T"}, {.name = "file", .content = "bytes", .filename = "a.wav"}});
  BOOST_TEST(host.http.send(request).data() == Json::parse(R"({"title":"T","name":"a.wav"})"));
  BOOST_TEST(host.blobs.all.at("fake/file") == "bytes");
  BOOST_TEST(host.http.send({.method = "POST", .target = "/form"}).status == 415);
}

BOOST_AUTO_TEST_CASE(failures_become_envelopes) {
  http.get("/http", [](const Request&) -> Response { throw HttpError(409, "taken", "Taken."); });
  http.get("/error", [](const Request&) -> Response { throw Error(VEZA_E_FORBIDDEN, "No."); });
  http.get("/other", [](const Request&) -> Response { throw std::runtime_error("secret"); });
  BOOST_TEST(host.http.send({.target = "/http"}).error_code() == "taken");
  BOOST_TEST(host.http.send({.target = "/error"}).status == 403);
  BOOST_TEST(host.http.send({.target = "/other"}).status == 500);
}

BOOST_AUTO_TEST_CASE(blobs_and_files_are_bodies) {
  host.blobs.all["fake/a"] = "blob";
  http.get("/blob", [](const Request&) { return Response::blob("fake/a", "audio/mpeg"); });
  http.get("/none", [](const Request&) { return Response::blob("fake/b", "audio/mpeg"); });
  http.get("/file", [](const Request&) { return Response::file("plugin.json", "application/json"); });
  http.get("/out", [](const Request&) { return Response::file("../CMakeLists.txt", "text/plain"); });
  BOOST_TEST(host.http.send({.target = "/blob"}).body == "blob");
  BOOST_TEST(host.http.send({.target = "/none"}).status == 404);
  BOOST_TEST(host.http.send({.target = "/file"}).json()["id"] == "fake");
  BOOST_TEST(host.http.send({.target = "/out"}).status == 404);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::testing
