// The scripts that come with Veza, as they are shipped.
#include <boost/test/unit_test.hpp>

#include "policy/engine.h"

using namespace veza::policy;
using veza::base::Json;

BOOST_AUTO_TEST_SUITE(policy_samples)

BOOST_AUTO_TEST_CASE(large_wav_files_are_refused) {
  Engine engine({.dir = VEZA_SCRIPTS}, veza::base::Log());
  BOOST_REQUIRE(engine.declare({.name = "upload.check"}));
  const auto loaded = engine.reload();
  BOOST_REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().message));
  BOOST_TEST(loaded->warnings.empty());
  const auto upload = [](const char* format, int64_t size) {
    return Json{{"user", {{"id", "u"}, {"username", "ann"}, {"role", "user"}}},
                {"file", {{"name", "a"}, {"format", format}, {"size", size}, {"duration", 60.5}}},
                {"visibility", "public"}};
  };
  const auto large = engine.decide("upload.check", upload("wav", 200'000'001));
  BOOST_REQUIRE(large);
  BOOST_TEST((large->kind == Decision::Kind::deny));
  BOOST_TEST(large->reason == "wav_too_large");
  BOOST_TEST(large->message.find("FLAC") != std::string::npos);
  BOOST_TEST((engine.decide("upload.check", upload("wav", 200'000'000))->kind == Decision::Kind::allow));
  BOOST_TEST((engine.decide("upload.check", upload("flac", 900'000'000))->kind == Decision::Kind::allow));
}

BOOST_AUTO_TEST_SUITE_END()
