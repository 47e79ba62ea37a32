#include "app/settings.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <regex>

#include "base/file.h"
#include "base/text.h"

using namespace veza;
using app::Settings;

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(the_shipped_file_documents_every_setting_with_its_default) {
  const std::string text = base::read_file(VEZA_PROPERTIES).value();
  for (const auto& setting : app::settings_table()) {
    std::string line = "\n#" + std::string(setting.key) + " =";
    if (!setting.default_value.empty()) line += " " + std::string(setting.default_value);
    BOOST_TEST(text.find(line + "\n") != std::string::npos, setting.key << " is missing or has another default");
  }
}

BOOST_AUTO_TEST_CASE(every_line_of_the_shipped_file_is_a_sound_setting) {
  const std::string text = base::read_file(VEZA_PROPERTIES).value();
  const std::string active = std::regex_replace(text, std::regex("(^|\n)#([a-z]+[a-z_.]+ =)"), "$1$2");
  const auto parsed = Settings::parse(active, "veza.properties", {});
  BOOST_TEST_INFO((parsed ? std::string() : parsed.error().message));
  BOOST_REQUIRE(parsed.has_value());
  BOOST_TEST(parsed->plugins().at("library").at("upload_limit_bytes") == "1073741824");
}

BOOST_AUTO_TEST_CASE(the_environment_stands_above_the_file) {
  const auto parsed =
      Settings::parse("http.workers = 3\nlog.level = debug\n", "f", {{"VEZA_HTTP_WORKERS", "5"}}).value();
  BOOST_TEST(parsed.integer("http.workers") == 5);
  BOOST_TEST(parsed.text("log.level") == "debug");
  BOOST_TEST(parsed.describe()["http.workers"]["origin"] == "VEZA_HTTP_WORKERS");
}

BOOST_AUTO_TEST_CASE(a_plugins_setting_may_come_from_the_environment) {
  const auto parsed = Settings::parse("", "f", {{"VEZA_PLUGIN_HLS_GSTREAMER__SEGMENT_SECONDS", "6"}}).value();
  BOOST_TEST(parsed.plugins().at("hls-gstreamer").at("segment_seconds") == "6");
}

BOOST_AUTO_TEST_CASE(secrets_are_not_described) {
  const auto parsed = Settings::parse("http.metrics_token = hunter2\nplugin.x.api_key = k\n", "f", {}).value();
  const std::string shown = base::to_text(parsed.describe());
  BOOST_TEST(shown.find("hunter2") == std::string::npos);
  BOOST_TEST(shown.find("\"k\"") == std::string::npos);
  for (const char* json : {R"([{"id": "a", "client_secret": "hunter3"}])", R"([{"client_secret": "hunter3")"}) {
    const auto within = Settings::parse(std::string("plugin.x.providers = ") + json, "f", {}).value();
    BOOST_TEST(base::to_text(within.describe()).find("hunter3") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(faults_name_the_place_the_key_and_what_would_be_right) {
  struct Case {
    std::string text;
    std::map<std::string, std::string> environment;
    std::string says;
  };
  const Case cases[] = {
      {"http.listne = x", {}, "f: there is no setting http.listne. Did you mean http.listen?"},
      {"completely.unknown.thing = x", {}, "veza config show"},
      {"http.workers = many", {}, "must be a whole number from 0 to 1024, but is \"many\""},
      {"http.workers = 1025", {}, "http.workers"},
      {"http.workers = -1", {}, "http.workers"},
      {"http.workers =", {}, "http.workers"},
      {"limits.enabled = yes", {}, "must be true or false"},
      {"log.level = loud", {}, "must be one of trace, debug"},
      {"plugin.library = x", {}, "plugin.library"},
      {"", {{"VEZA_HTTP_LISTNE", "x"}}, "Did you mean VEZA_HTTP_LISTEN?"},
      {"", {{"VEZA_HTTP_WORKERS", "0x10"}}, "VEZA_HTTP_WORKERS: http.workers"},
      {"", {{"VEZA_SITE_NAME_FILE", "/nonexistent"}}, "VEZA_SITE_NAME_FILE"},
      {"", {{"VEZA_PLUGIN_LIBRARY_LIMIT", "1"}}, "two underscores"},
  };
  for (const auto& [text, environment, says] : cases) {
    const auto parsed = Settings::parse(text, "f", environment);
    BOOST_TEST(!parsed.has_value(), text);
    if (!parsed) BOOST_TEST(parsed.error().message.find(says) != std::string::npos, parsed.error().message);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_an_error_that_names_it) {
  const auto loaded = Settings::load("/nonexistent/veza.properties", {});
  BOOST_REQUIRE(!loaded.has_value());
  BOOST_TEST(loaded.error().message.find("/nonexistent/veza.properties") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(lists_are_split_at_commas) {
  const auto parsed = Settings::parse("http.listen = 127.0.0.1:1 ,, [::1]:2\n", "f", {}).value();
  BOOST_TEST((parsed.list("http.listen") == std::vector<std::string>{"127.0.0.1:1", "[::1]:2"}));
}

BOOST_AUTO_TEST_SUITE_END()
