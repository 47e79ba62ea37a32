#include <boost/test/unit_test.hpp>
#include <veza/testing/fake_host.hpp>

namespace veza::testing {
namespace {

struct Thing {
  uint32_t struct_size = sizeof(Thing);
};

struct Plugin {
  explicit Plugin(Host h) : host(h) {}
  void start() {
    host.service<Thing>("other.thing/1");
    host.offer("fake.thing/1", &thing);
    Metrics(host).counter("fake_total", "Fake.", {{"kind", "a"}}).record(2);
    Log(host).info("started");
  }
  void stop() { Log(host).info("stopped"); }
  Host host;
  Thing thing;
};

veza_status entry(const veza_host* host, veza_plugin* plugin) { return detail::Exported<Plugin>::entry(host, plugin); }

BOOST_AUTO_TEST_SUITE(fake_host)

BOOST_AUTO_TEST_CASE(it_runs_a_plugins_life) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  Thing other;
  host.provide("other.thing/1", &other);
  host.start(&entry);
  BOOST_TEST(host.offered("fake.thing/1") != nullptr);
  BOOST_TEST(host.metrics.value("fake_total", R"({"kind":"a"})") == 2);
  host.stop();
  BOOST_TEST(host.log.lines() == (std::vector<std::string>{"started", "stopped"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_the_manifest_does_not_name_is_refused) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  BOOST_CHECK_THROW(host.start(&entry), Error);  // nobody provides other.thing/1
  BOOST_CHECK_THROW(host.handle().service<Thing>("veza.nonesuch/1"), Error);
  Thing thing;
  BOOST_CHECK_THROW(host.handle().offer("fake.other/1", &thing), Error);
  BOOST_CHECK_THROW(FakeHost("/nonexistent"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(settings_are_defaults_with_the_tests_over_them) {
  BOOST_TEST(Config(FakeHost(VEZA_FAKE_PLUGIN).handle()).get<int>("limit") == 3);
  const FakeHost host(VEZA_FAKE_PLUGIN, {{"limit", 7}});
  BOOST_TEST(Config(host.handle()).get<int>("limit") == 7);
  BOOST_TEST(std::filesystem::is_directory(Config(host.handle()).scratch_dir()));
}

BOOST_AUTO_TEST_CASE(the_policy_answers_what_the_test_says) {
  FakeHost host(VEZA_FAKE_PLUGIN);
  const Policy policy(host.handle());
  BOOST_TEST((policy.decide("x.check", {{"a", 1}}).kind == Decision::Kind::allow));
  host.policy.answers["x.check"] = {{"kind", "deny"}, {"reason", "no"}, {"message", "Not today."}};
  const auto decision = policy.decide("x.check", {{"a", 2}});
  BOOST_TEST((decision.kind == Decision::Kind::deny));
  BOOST_TEST(decision.message == "Not today.");
  BOOST_TEST(host.policy.asked.at(1).second["a"] == 2);
}

BOOST_AUTO_TEST_CASE(ids_and_times_have_the_contracts_form) {
  const auto a = new_id(), b = new_id();
  BOOST_TEST(a.size() == 36U);
  BOOST_TEST(a[14] == '7');
  BOOST_TEST(a != b);
  BOOST_TEST(a.substr(0, 8) <= b.substr(0, 8));
  BOOST_TEST(rfc3339(1'700'000'000'123) == "2023-11-14T22:13:20.123Z");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::testing
