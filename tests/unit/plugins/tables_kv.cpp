// veza.kv/1 as a careless or hostile plugin calls it.
#include "tables.h"
#include "veza/abi/kv.h"

namespace veza::plugins::test {
namespace {

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(kv_refuses_bad_keys_and_keeps_its_own) {
  const Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  std::string got;
  const veza_sink sink{
      &got, [](void* self, veza_str value) { static_cast<std::string*>(self)->assign(value.ptr, value.len); }};
  for (const auto key : {veza_str{}, no_pointer, endless}) {
    BOOST_TEST(said(kv->set(kv->ctx, key, text("v"), 0)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->get(kv->ctx, key, sink)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->remove(kv->ctx, key)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->increment(kv->ctx, key, 1, 0, nullptr)) == VEZA_E_INVALID);
  }
  BOOST_TEST(said(kv->set(nullptr, text("k"), text("v"), 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->set(kv->ctx, text("k"), no_pointer, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->set(kv->ctx, text("k"), text("v"), -1)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->get(kv->ctx, text("k"), veza_sink{})) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->limit(kv->ctx, text("k"), 1, 0, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->get(kv->ctx, text("none"), sink)) == VEZA_E_NOT_FOUND);
  const std::string longest(512, 'k');
  BOOST_TEST(kv->set(kv->ctx, text(longest), text("long"), 0) == VEZA_OK);
  BOOST_TEST(kv->get(kv->ctx, text(longest), sink) == VEZA_OK);
  BOOST_TEST(got == "long");
  BOOST_TEST(kv->set(kv->ctx, text("word"), text("x"), 0) == VEZA_OK);
  BOOST_TEST(said(kv->increment(kv->ctx, text("word"), 1, 0, nullptr)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(kv_sets_once_and_takes_costs) {
  const Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  BOOST_TEST(kv->set_if_absent(kv->ctx, text("k"), text("v"), 0) == VEZA_OK);
  BOOST_TEST(said(kv->set_if_absent(kv->ctx, text("k"), text("w"), 0)) == VEZA_E_CONFLICT);
  BOOST_TEST(**raw.site.kv->get("p/raw/k") == "v");
  BOOST_TEST(kv->expire(kv->ctx, text("k"), 60'000) == VEZA_OK);
  BOOST_TEST(said(kv->expire(kv->ctx, text("none"), 60'000)) == VEZA_E_NOT_FOUND);
  veza_kv_limit limit{};
  BOOST_TEST(kv->take(kv->ctx, text("l"), 10, 60'000, 7, &limit) == VEZA_OK);
  BOOST_TEST(limit.remaining == 3U);
  BOOST_TEST(kv->limit(kv->ctx, text("l"), 10, 60'000, &limit) == VEZA_OK);
  BOOST_TEST(limit.remaining == 2U);
  BOOST_TEST(kv->take(kv->ctx, text("l"), 10, 60'000, 3, &limit) == VEZA_OK);
  BOOST_TEST(limit.allowed == 0U);
  BOOST_TEST(kv->reset_limit(kv->ctx, text("l")) == VEZA_OK);
  BOOST_TEST(kv->take(kv->ctx, text("l"), 10, 60'000, 10, &limit) == VEZA_OK);
  BOOST_TEST(limit.allowed == 1U);
  for (const auto key : {veza_str{}, no_pointer, endless}) {
    BOOST_TEST(said(kv->set_if_absent(kv->ctx, key, text("v"), 0)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->expire(kv->ctx, key, 1)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->take(kv->ctx, key, 1, 1000, 1, &limit)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->reset_limit(kv->ctx, key)) == VEZA_E_INVALID);
  }
  BOOST_TEST(said(kv->set_if_absent(kv->ctx, text("n"), no_pointer, 0)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->set_if_absent(kv->ctx, text("n"), text("v"), -1)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->expire(kv->ctx, text("k"), -1)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->take(kv->ctx, text("l"), 1, 1000, 1, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->take(nullptr, text("l"), 1, 1000, 1, &limit)) == VEZA_E_INVALID);
}

BOOST_AUTO_TEST_CASE(kv_locks_are_the_plugins_own) {
  const Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  int64_t token = 0, other = 0;
  BOOST_TEST(kv->lock(kv->ctx, text("job"), 60'000, &token) == VEZA_OK);
  BOOST_TEST(said(kv->lock(kv->ctx, text("job"), 60'000, &other)) == VEZA_E_CONFLICT);
  BOOST_TEST(raw.site.kv->lock("job", 60'000)->has_value());
  BOOST_TEST(!raw.site.kv->lock("p/raw/job", 60'000)->has_value());
  BOOST_TEST(kv->renew(kv->ctx, text("job"), token, 60'000) == VEZA_OK);
  BOOST_TEST(said(kv->renew(kv->ctx, text("job"), token - 1, 60'000)) == VEZA_E_NOT_FOUND);
  BOOST_TEST(said(kv->unlock(kv->ctx, text("job"), token - 1)) == VEZA_E_NOT_FOUND);
  BOOST_TEST(kv->unlock(kv->ctx, text("job"), token) == VEZA_OK);
  BOOST_TEST(kv->lock(kv->ctx, text("job"), 60'000, &other) == VEZA_OK);
  BOOST_TEST(other > token);
  BOOST_TEST(said(kv->lock(kv->ctx, text("free"), 60'000, nullptr)) == VEZA_E_INVALID);
  for (const int64_t ttl : {int64_t{0}, int64_t{-1}, INT64_MAX}) {
    BOOST_TEST(said(kv->lock(kv->ctx, text("free"), ttl, &token)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->renew(kv->ctx, text("job"), other, ttl)) == VEZA_E_INVALID);
  }
  for (const auto name : {veza_str{}, no_pointer, endless}) {
    BOOST_TEST(said(kv->lock(kv->ctx, name, 1000, &token)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->renew(kv->ctx, name, 1, 1000)) == VEZA_E_INVALID);
    BOOST_TEST(said(kv->unlock(kv->ctx, name, 1)) == VEZA_E_INVALID);
  }
}

BOOST_AUTO_TEST_CASE(kv_messages_come_while_the_plugin_runs) {
  Raw raw;
  const auto* kv = raw.table<veza_kv_v1>(VEZA_KV_V1);
  std::vector<std::string> heard;
  const veza_kv_receiver receiver = [](void* self, veza_str message) -> veza_status {
    static_cast<std::vector<std::string>*>(self)->emplace_back(message.ptr, message.len);
    return message.len == 0 ? VEZA_E_INTERNAL : VEZA_OK;
  };
  BOOST_TEST(said(kv->subscribe(kv->ctx, text("c"), receiver, &heard)) == VEZA_E_CONFLICT, "not in start");
  raw.in_start();
  BOOST_TEST(said(kv->subscribe(kv->ctx, text("c"), nullptr, nullptr)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->subscribe(kv->ctx, no_pointer, receiver, &heard)) == VEZA_E_INVALID);
  BOOST_TEST(kv->subscribe(kv->ctx, text("c"), receiver, &heard) == VEZA_OK);
  BOOST_TEST(kv->publish(kv->ctx, text("c"), text("too early")) == VEZA_OK);
  raw.context.calls_in.open();
  for (const auto& service : raw.services) BOOST_TEST(service->go_live().has_value());
  BOOST_TEST(kv->publish(kv->ctx, text("c"), text("one")) == VEZA_OK);
  BOOST_TEST(raw.site.kv->publish("p/raw/c", "").has_value());
  BOOST_TEST(raw.site.kv->publish("c", "of another").has_value());
  BOOST_TEST(said(kv->publish(kv->ctx, text("c"), no_pointer)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->publish(kv->ctx, text("c"), endless)) == VEZA_E_INVALID);
  BOOST_TEST(said(kv->publish(kv->ctx, endless, text("x"))) == VEZA_E_INVALID);
  BOOST_TEST(raw.site.lines->contain("a receiver of veza.kv/1 failed"));
  raw.context.calls_in.close();
  for (const auto& service : raw.services) BOOST_TEST(service->sweep(60'000));
  BOOST_TEST(raw.site.kv->publish("p/raw/c", "too late").has_value());
  BOOST_TEST(heard == (std::vector<std::string>{"one", ""}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins::test
