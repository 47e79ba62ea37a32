// veza.http/1 and veza.identity/1 as a careless or hostile plugin calls them.
#include "tables.h"
#include "veza/abi/http.h"
#include "veza/abi/identity.h"

namespace veza::plugins::test {
namespace {

BOOST_AUTO_TEST_SUITE(tables)

veza_status answer(void*, veza_http_request*, veza_http_response*) { return VEZA_OK; }

veza_http_route route(std::string_view path, std::string_view permission = "") {
  veza_http_route made{};
  made.struct_size = sizeof made;
  made.method = text("GET");
  made.path = text(path);
  made.permission = text(permission);
  made.handler = &answer;
  return made;
}

BOOST_AUTO_TEST_CASE(routes_are_taken_in_start_only_and_only_with_listed_permissions) {
  Raw raw;
  const auto* http = raw.table<veza_http_v1>(VEZA_HTTP_V1);
  const auto add = [&](const veza_http_route& made) { return said(http->add_route(http->ctx, &made)); };
  BOOST_TEST(add(route("/raw")) == VEZA_E_CONFLICT, "not in start");
  raw.in_start();
  BOOST_TEST(add(route("/raw")) == VEZA_OK);
  BOOST_TEST(add(route("/raw")) == VEZA_E_CONFLICT);
  BOOST_TEST(add(route("/create", "track:create")) == VEZA_OK);
  BOOST_TEST(add(route("/delete", "track:delete_any")) == VEZA_E_FORBIDDEN);
  for (const auto* path : {"", "raw", "/{", "/{a}/{a}", "/a/{rest...}/b", "/a//b"}) {
    BOOST_TEST(add(route(path)) == VEZA_E_INVALID, path);
  }
  BOOST_TEST(said(http->add_route(http->ctx, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(http->add_route(nullptr, nullptr)) == VEZA_E_INVALID);
  auto odd = route("/odd");
  odd.struct_size = 8;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.handler = nullptr;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.method = text("BREW");
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.path = endless;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  odd = route("/odd");
  odd.flags = 1U << 31;
  BOOST_TEST(add(odd) == VEZA_E_INVALID);
  // A plugin of a later SDK passes a longer struct.
  struct Longer {
    veza_http_route known;
    void* later = nullptr;
  } longer{route("/longer"), nullptr};
  longer.known.struct_size = sizeof longer;
  BOOST_TEST(add(longer.known) == VEZA_OK);
  BOOST_TEST(said(http->add_fallback(http->ctx, nullptr, nullptr)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(request_functions_bear_null) {
  const Raw raw;
  const auto* http = raw.table<veza_http_v1>(VEZA_HTTP_V1);
  BOOST_TEST(http->method(nullptr).len == 0U);
  BOOST_TEST(http->body(nullptr).len == 0U);
  BOOST_TEST(http->principal(nullptr) != nullptr);
  veza_str value{};
  BOOST_TEST(http->param(nullptr, text("id"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->query(nullptr, text("id"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->header(nullptr, text("id"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->part(nullptr, 0, nullptr) == VEZA_E_INVALID);
  BOOST_TEST(http->part_count(nullptr, nullptr) == VEZA_E_INVALID);
  http->set_status(nullptr, 200);
  http->set_body(nullptr, text("x"));
  BOOST_TEST(http->set_header(nullptr, text("A"), text("b")) == VEZA_E_INVALID);
  BOOST_TEST(http->set_body_blob(nullptr, text("x")) == VEZA_E_INVALID);
  BOOST_TEST(http->set_body_file(nullptr, text("x")) == VEZA_E_INVALID);
  BOOST_TEST(http->raw_query(nullptr).len == 0U);
  BOOST_TEST(http->call(http->ctx, nullptr, nullptr, nullptr) == VEZA_E_INVALID);
  BOOST_TEST(http->reply_status(nullptr) == 0);
  BOOST_TEST(http->reply_header(nullptr, text("a"), &value) == VEZA_E_INVALID);
  BOOST_TEST(http->reply_body(nullptr, 1, &value) == VEZA_E_INVALID);
  BOOST_TEST(http->set_reply(nullptr, nullptr) == VEZA_E_INVALID);
  BOOST_TEST(http->set_body_stream(nullptr, nullptr, -1) == VEZA_E_INVALID);
  int closed = 0;
  veza_http_reader reader{};
  reader.struct_size = sizeof reader;
  reader.self = &closed;
  reader.close = [](void* self) { ++*static_cast<int*>(self); };
  BOOST_TEST(http->set_body_stream(nullptr, &reader, -1) == VEZA_E_INVALID);
  BOOST_TEST(closed == 1, "whatever becomes of it, a reader is closed once");
  const auto* identity = raw.table<veza_identity_v1>(VEZA_IDENTITY_V1);
  BOOST_TEST(identity->user_id(nullptr).len == 0U);
  BOOST_TEST(identity->can(nullptr, text("track:create")) == 0);
  BOOST_TEST(identity->can(nullptr, endless) == 0);
  std::string got;
  const veza_sink sink{&got,
                       [](void* self, veza_str part) { static_cast<std::string*>(self)->assign(part.ptr, part.len); }};
  BOOST_TEST(said(identity->find_users(identity->ctx, endless, 5, sink)) == VEZA_E_INVALID);
  BOOST_TEST(said(identity->find_users(identity->ctx, text("a"), 5, veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST(said(identity->find_users(nullptr, text("a"), 5, sink)) == VEZA_E_INVALID);
  for (const char* nobody : {"", "%", "_", "nobody"}) {
    BOOST_TEST(identity->find_users(identity->ctx, text(nobody), 5, sink) == VEZA_OK);
    BOOST_TEST(got == "[]", nobody);
  }
  BOOST_TEST(said(identity->check_stream_token(identity->ctx, endless, text("x"))) == VEZA_E_INVALID);
  BOOST_TEST(said(identity->check_stream_token(identity->ctx, text("a.b"), text("x"))) == VEZA_E_UNAUTHORIZED);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
