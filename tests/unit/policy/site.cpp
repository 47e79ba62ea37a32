#include "site.h"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace veza::policy::test {

Site::Site(EngineConfig config) {
  std::string path = (std::filesystem::temp_directory_path() / "veza-policy-XXXXXX").string();
  BOOST_REQUIRE(mkdtemp(path.data()) != nullptr);
  dir_ = path;
  config.dir = dir_;
  // A sanitizer makes everything slower: only what tests the deadline itself gives a short one.
  if (config.limits.deadline_us == Limits{}.deadline_us) config.limits.deadline_us = 2'000'000;
  engine_ = std::make_unique<Engine>(std::move(config), base::Log());
  BOOST_REQUIRE(engine_->declare({.name = "test.hook", .on_failure = OnFailure::deny}));
}

Site::~Site() {
  std::error_code ignored;
  std::filesystem::remove_all(dir_, ignored);
}

void Site::write(const std::string& name, std::string_view text) const {
  const std::filesystem::path path =
      std::filesystem::path(dir_) / (name.find('/') == std::string::npos ? "hooks/" + name + ".lua" : name);
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

void Site::remove(const std::string& name) const {
  std::filesystem::remove(std::filesystem::path(dir_) / ("hooks/" + name + ".lua"));
}

void Site::run_is(std::string_view body) {
  write("script",
        "policy.hook{ name = 'test.hook', id = 'script', run = function(q, ctx)\n" + std::string(body) + "\nend }\n");
  load();
}

Loaded Site::load() {
  auto loaded = engine_->reload();
  BOOST_REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  return *loaded;
}

Decision Site::ask(const base::Json& input, const Replay& replay) {
  auto decision = engine_->decide("test.hook", input, replay);
  BOOST_REQUIRE_MESSAGE(decision, (decision ? "" : decision.error().message));
  return *decision;
}

}  // namespace veza::policy::test
