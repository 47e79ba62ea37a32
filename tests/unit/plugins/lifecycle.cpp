// The fixtures of tests/fixtures: each ends with the site serving and one sentence that names plugin and fault.
#include <boost/test/unit_test.hpp>

#include "plugins/migrations.h"
#include "plugins/state_files.h"
#include "site.h"

namespace veza::plugins {
namespace {

using test::eventually;
using test::Site;

// Whether the text is one sentence (a fault may quote another one).
void check_sentence(const PluginInfo& info, const std::string& fault) {
  BOOST_TEST(info.reason.find("plugin \"" + info.id + "\"") == 0U, info.reason);
  BOOST_TEST(info.reason.find(fault) != std::string::npos, info.reason);
  BOOST_TEST(info.reason.find('\n') == std::string::npos);
}

void check_serving(Site& site) {
  BOOST_TEST((site.info("good").state == PluginState::running), site.info("good").reason);
  BOOST_TEST(site.get("/api/v1/good").status == 200);
}

BOOST_AUTO_TEST_SUITE(lifecycle)

BOOST_AUTO_TEST_CASE(a_good_plugin_runs_and_stops) {
  Site site({"good"});
  site.load();
  check_serving(site);
  const auto info = site.info("good");
  BOOST_TEST(info.version == "1.2.3");
  BOOST_TEST(info.permissions.contains("track:create"));
  BOOST_TEST(site.plugins().stop());
  BOOST_TEST(site.get("/api/v1/good").status == 404);
  check_sentence(site.info("good"), "stopped");
  BOOST_TEST(site.lines->contain("created"));
  BOOST_TEST(site.lines->contain("stopped"));
}

struct Refused {
  const char* fixture;
  PluginState state;
  const char* fault;
};
const Refused refused[] = {
    {"throws-in-start", PluginState::failed, "failed in start: the fixture throws in start"},
    {"too-old", PluginState::disabled, "too old"},
    {"too-new", PluginState::disabled, "too new"},
    {"wrong-manifest", PluginState::disabled, "field \"version\""},
    {"missing-service", PluginState::disabled, "requires veza.nonesuch/1"},
    {"no-entry", PluginState::failed, "veza_plugin_entry_v1"},
};

BOOST_AUTO_TEST_CASE(a_bad_one_is_left_out_with_a_sentence) {
  for (const auto& [fixture, state, fault] : refused) {
    Site site({"good", fixture});
    site.load();
    const auto info = site.info(fixture);
    BOOST_TEST((info.state == state), info.reason);
    check_sentence(info, fault);
    BOOST_TEST(site.lines->contain(info.reason));
    check_serving(site);
    BOOST_TEST(!StateFiles::open(site.config.data_dir + "/plugins")->was_starting(fixture));
  }
}

BOOST_AUTO_TEST_CASE(a_library_that_is_none_is_left_out) {
  Site site({"good", "no-entry"});
  site.folder.write("plugins/no-entry/no-entry.so", "not an object");
  site.load();
  check_sentence(site.info("no-entry"), "cannot be loaded");
  check_serving(site);
}

BOOST_AUTO_TEST_CASE(a_throwing_handler_answers_500) {
  Site site({"good", "throws-in-handler"});
  site.load();
  for (const auto* path : {"throws", "throws-int", "throws-raw"}) {
    const auto answer = site.get(std::string("/api/v1/fixture/") + path);
    BOOST_TEST(answer.status == 500, path);
    const auto json = answer.json();
    BOOST_TEST(json["success"] == false);
    BOOST_TEST(!json["error"]["request_id"].get<std::string>().empty());
    BOOST_TEST(answer.body.find("fixture throws") == std::string::npos, "an internal fault is for the log");
  }
  BOOST_TEST(
      site.lines->contain("plugin \"throws-in-handler\": the handler of GET /api/v1/fixture/throws failed: the fixture "
                          "throws in a handler"));
  BOOST_TEST(site.lines->contain("the fixture throws across the boundary"));
  const auto forbidden = site.get("/api/v1/fixture/forbidden");
  BOOST_TEST(forbidden.status == 403);
  BOOST_TEST(forbidden.json()["error"]["message"] == "the fixture refuses");
  BOOST_TEST(site.get("/api/v1/fixture/fine").status == 200);
  check_serving(site);
}

BOOST_AUTO_TEST_CASE(one_that_hangs_in_stop_is_abandoned) {
  Site site({"good", "hangs-in-stop"});
  site.config.settings["hangs-in-stop"] = {{"release_file", site.folder / "release"}};
  site.config.stop_ms = 200;
  site.load();
  BOOST_TEST(site.get("/api/v1/fixture/hangs").status == 200);
  BOOST_TEST(!site.plugins().stop("hangs-in-stop"));
  BOOST_TEST((site.info("hangs-in-stop").state == PluginState::failed));
  check_sentence(site.info("hangs-in-stop"), "did not return from stop");
  BOOST_TEST(site.get("/api/v1/fixture/hangs").status == 404);
  check_serving(site);
  BOOST_TEST(!site.plugins().stop());
  // So that the thread ends before the test program does.
  site.folder.write("release", "");
}

BOOST_AUTO_TEST_CASE(what_a_plugin_leaves_behind_is_swept) {
  Site site({"good", "leaks-registrations"});
  site.load();
  BOOST_REQUIRE_MESSAGE((site.info("leaks-registrations").state == PluginState::running),
                        site.info("leaks-registrations").reason);
  BOOST_TEST(site.get("/api/v1/fixture/leak").status == 200);
  BOOST_TEST(site.metrics.text().find("fixture_leaks_total") != std::string::npos);
  BOOST_TEST(!site.ws.add_topic("test", "leak.", [](const auto&, auto) { return true; }));

  BOOST_TEST(site.plugins().stop("leaks-registrations"));
  BOOST_TEST(site.get("/api/v1/fixture/leak").status == 404);
  BOOST_TEST(site.metrics.text().find("fixture_leaks_total") == std::string::npos);
  // Everything is free for the next owner.
  BOOST_TEST(site.ws.add_topic("test", "leak.", [](const auto&, auto) { return true; }).has_value());
  BOOST_TEST(site.ws.add_type("test", "Leak", [](const auto&, const auto&) { return base::Status(); }).has_value());
  BOOST_TEST(site.queue->add_handler({"fixture.leak", "test", 1, [](auto&) { return base::Status(); }}).has_value());
  BOOST_TEST(site.policy->declare({.name = "fixture.leak", .owner = "test"}).has_value());
  BOOST_TEST(site.router.add_fallback([](auto&) { return net::Response::empty(204); }, "test").has_value());
  events::ConsumerSpec consumer{"leaks-registrations.leak", "fixture.*", "test", events::From::now, {}};
  consumer.run = [](const auto&) { return base::Status(); };
  BOOST_TEST(site.outbox->subscribe(consumer).has_value());
  check_serving(site);
  site.queue->remove_handlers("test", 60'000);
  site.router.remove_owner("test");
  site.ws.remove_owner("test");
}

BOOST_AUTO_TEST_CASE(one_that_ended_the_process_stays_off_until_it_is_enabled) {
  // What start leaves on disk when the process dies in it; the process suite does it for real (see fixtures).
  Site site({"good", "throws-in-start"});
  const auto state = StateFiles::open(site.config.data_dir + "/plugins");
  BOOST_REQUIRE(state->mark_starting("throws-in-start"));
  site.load();
  BOOST_TEST((site.info("throws-in-start").state == PluginState::disabled));
  check_sentence(site.info("throws-in-start"), "veza plugin enable throws-in-start");
  check_serving(site);
  BOOST_REQUIRE(state->enable("throws-in-start"));
  site.load();
  check_sentence(site.info("throws-in-start"), "failed in start");
}

BOOST_AUTO_TEST_CASE(switched_off_ones_are_not_loaded) {
  Site site({"good", "throws-in-start", "throws-in-handler"});
  site.config.disabled = {"throws-in-handler"};
  BOOST_REQUIRE(StateFiles::open(site.config.data_dir + "/plugins")->disable("throws-in-start", "an admin said so"));
  site.load();
  check_sentence(site.info("throws-in-handler"), "plugins.disabled");
  check_sentence(site.info("throws-in-start"), "an admin said so");
  check_serving(site);
}

BOOST_AUTO_TEST_CASE(a_bad_setting_disables_with_its_key) {
  Site site({"good", "throws-in-handler"});
  site.config.settings["good"] = {{"limit", "1000"}};
  site.config.settings["godo"] = {{"limit", "1"}};
  site.load();
  BOOST_TEST((site.info("good").state == PluginState::disabled));
  check_sentence(site.info("good"), "the setting \"limit\" must be a whole number, at least 1, at most 100");
  BOOST_TEST(site.lines->contain("did you mean plugin.good?"));
  BOOST_TEST(site.get("/api/v1/fixture/fine").status == 200);
}

BOOST_AUTO_TEST_CASE(a_changed_migration_disables_and_keeps_the_tables) {
  Site site({"good"});
  site.load();
  BOOST_REQUIRE(site.plugins().stop());
  site.folder.write("plugins/good/migrations/0001_notes.sql", "CREATE TABLE good_notes (id TEXT PRIMARY KEY);\n");
  site.load();
  BOOST_TEST((site.info("good").state == PluginState::failed));
  check_sentence(site.info("good"), "could not bring its tables up to date");
  BOOST_TEST(site.db->rows("SELECT body FROM good_notes").has_value());
}

BOOST_AUTO_TEST_CASE(the_migrations_of_a_folder_are_listed) {
  Site site({"good", "wrong-manifest", "throws-in-start"});
  const auto components = plugin_migrations(site.config.plugin_dir, data::Dialect::sqlite);
  BOOST_REQUIRE(components);
  BOOST_REQUIRE(components->size() == 1U);
  BOOST_TEST(components->front().name == "plugin.good");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_an_error) {
  Site site({});
  site.config.plugin_dir = site.folder / "nothing";
  PluginHost host(site.config, Services{site.log, *site.db, *site.kv, *site.blobs, *site.queue, *site.outbox,
                                        site.router, site.ws, site.openapi, site.metrics, *site.policy, site.tokens});
  const auto status = host.load();
  BOOST_REQUIRE(!status);
  BOOST_TEST(status.error().message.find("nothing") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
