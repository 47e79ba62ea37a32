// veza.outbound/1 as a careless or hostile plugin calls it.
#include "outbound/client.h"
#include "tables.h"
#include "veza/abi/outbound.h"

namespace veza::plugins::test {
namespace {

// The plugin, and a way out that leads to what stands for the internet: nothing.
struct WayOut {
  Raw raw;
  std::unique_ptr<outbound::Client> client;
  std::unique_ptr<Service> service;
  const veza_outbound_v1* table = nullptr;
  int taken = 0;

  WayOut() {
    outbound::Config config;
    config.lookup = [](const std::string&) { return std::vector<outbound::Address>(); };
    client = std::move(*outbound::Client::create(std::move(config)));
    Services floors{raw.site.log,     *raw.site.db,     *raw.site.kv,     *raw.site.blobs,
                    *raw.site.queue,  *raw.site.outbox, raw.site.router,  raw.site.ws,
                    raw.site.openapi, raw.site.metrics, *raw.site.policy, raw.site.tokens};
    floors.outbound = client.get();
    service = make_outbound_service(raw.context, floors);
    table = static_cast<const veza_outbound_v1*>(service->table());
  }

  static veza_outbound_request good() {
    veza_outbound_request request{};
    request.struct_size = sizeof request;
    request.method = text("GET");
    request.url = text("https://feed.example/a");
    return request;
  }
  veza_status fetch(const veza_outbound_request& request) {
    return said(table->fetch(table->ctx, &request, this,
                             [](void* self, const veza_outbound_answer*) { ++static_cast<WayOut*>(self)->taken; }));
  }
};

BOOST_FIXTURE_TEST_SUITE(tables, WayOut)

BOOST_AUTO_TEST_CASE(a_fetch_of_nothing_is_refused) {
  const auto take = [](void*, const veza_outbound_answer*) {};
  const auto request = good();
  BOOST_TEST(said(table->fetch(nullptr, &request, nullptr, take)) == VEZA_E_INVALID);
  BOOST_TEST(said(table->fetch(table->ctx, nullptr, nullptr, take)) == VEZA_E_INVALID);
  BOOST_TEST(said(table->fetch(table->ctx, &request, nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(fetch(request) == VEZA_E_UNAVAILABLE, "a sound one goes as far as the look-up");
  BOOST_TEST(fetch({}) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(texts_that_are_none_are_not_read) {
  for (auto member : {&veza_outbound_request::method, &veza_outbound_request::url, &veza_outbound_request::body}) {
    for (const auto& bad : {no_pointer, endless}) {
      auto request = good();
      request.*member = bad;
      BOOST_TEST(fetch(request) == VEZA_E_INVALID);
    }
  }
  for (const auto& bad : {no_pointer, endless}) {
    for (const auto& field : {veza_outbound_field{bad, text("x")}, veza_outbound_field{text("x"), bad}}) {
      auto request = good();
      request.fields = &field;
      request.field_count = 1;
      BOOST_TEST(fetch(request) == VEZA_E_INVALID);
    }
  }
  const veza_outbound_field one{text("accept"), text("*/*")};
  for (const size_t count : {size_t{101}, SIZE_MAX}) {
    for (const auto* fields : {&one, static_cast<const veza_outbound_field*>(nullptr)}) {
      auto request = good();
      request.fields = fields;
      request.field_count = count;
      BOOST_TEST(fetch(request) == VEZA_E_INVALID);
    }
  }
  auto request = good();
  request.field_count = 1;
  BOOST_TEST(fetch(request) == VEZA_E_INVALID, "one field, and nowhere to read it");
}

BOOST_AUTO_TEST_CASE(a_request_cannot_be_more_than_one) {
  for (const char* method : {"", "get", "CONNECT", "TRACE", "GET /x HTTP/1.1\r\nA: b", "BREW"}) {
    auto request = good();
    request.method = text(method);
    BOOST_TEST(fetch(request) == VEZA_E_INVALID, method);
  }
  const std::pair<const char*, const char*> fields[] = {{"", "x"},
                                                        {"a b", "x"},
                                                        {"a:", "x"},
                                                        {"a\r\nb", "x"},
                                                        {"x", "a\r\nHost: evil"},
                                                        {"x", "a\nb"},
                                                        {"host", "x"},
                                                        {"Content-Length", "0"},
                                                        {"Transfer-Encoding", "chunked"},
                                                        {"Connection", "close"}};
  for (const auto& [name, value] : fields) {
    const veza_outbound_field field{text(name), text(value)};
    auto request = good();
    request.fields = &field;
    request.field_count = 1;
    BOOST_TEST(fetch(request) == VEZA_E_INVALID, name << ": " << value);
  }
}

BOOST_AUTO_TEST_CASE(limits_are_the_hosts) {
  auto request = good();
  request.timeout_ms = -1;
  BOOST_TEST(fetch(request) == VEZA_E_INVALID);
  request = good();
  request.timeout_ms = INT64_MAX;
  request.max_bytes = UINT64_MAX;
  request.max_redirects = UINT32_MAX;
  BOOST_TEST(fetch(request) == VEZA_E_UNAVAILABLE, "more than there is counts as the most there is");
}

BOOST_AUTO_TEST_CASE(it_leads_nowhere_inside_and_nowhere_once_the_plugin_is_stopped) {
  for (const char* url : {"http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/", "http://10.0.0.1/"}) {
    auto request = good();
    request.url = text(url);
    BOOST_TEST(fetch(request) == VEZA_E_FORBIDDEN, url);
  }
  for (const char* url : {"", "/", "file:///etc/passwd", "http://a@feed.example/", "http://feed.example/\r\nA: b"}) {
    auto request = good();
    request.url = text(url);
    BOOST_TEST(fetch(request) == VEZA_E_INVALID, url);
  }
  raw.context.calls_out.close();
  BOOST_TEST(fetch(good()) == VEZA_E_CANCELLED);
  BOOST_TEST(taken == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
