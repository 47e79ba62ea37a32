#include "tier_writer.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "bytes.h"
#include "scratch.h"

using namespace veza::transcode;

namespace {

struct Run {
  Scratch scratch;
  std::vector<nlohmann::json> segments;
  TierSummary summary;
  std::string outcome;
};

// Pushes `units` units of 1024 samples through a tier of 8192-sample segments, of which `total` samples are heard.
void write(Run& run, int units, std::uint64_t total, std::uint32_t priming, std::optional<std::uint64_t> known = {}) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  ProgressWriter progress(ends[1]);
  auto output = OutputDir::open(run.scratch / "out");
  TierWriter tier({"low", 128000, TierKind::encode_aac}, 8192, known, **output, progress);
  TrackConfig config;
  config.priming = priming;
  config.config = bytes("\x12\x10");
  BOOST_REQUIRE(tier.begin(config));
  for (int i = 0; i < units; ++i) BOOST_REQUIRE(tier.add(bytes("unit")));
  run.outcome = veza::transcode::outcome(tier.finish(total));
  run.summary = tier.summary();
  ::close(ends[1]);
  std::string text(1 << 16, '\0');
  text.resize(static_cast<std::size_t>(::read(ends[0], text.data(), text.size())));
  ::close(ends[0]);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (auto event = nlohmann::json::parse(line); event["event"] == "segment") run.segments.push_back(event);
}

std::string durations(const Run& run) {
  std::string out;
  for (const auto& segment : run.segments)
    out += (out.empty() ? "" : " ") + std::to_string(segment["duration_samples"].get<int>());
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(segments_are_cut_at_heard_samples) {
  struct Case {
    int units;
    std::uint64_t total;
    std::uint32_t priming;
    const char* expected;
  };
  const Case cases[] = {
      {25, 24 * 1024, 1024, "8192 8192 8192"},
      {24, 24 * 1024, 0, "8192 8192 8192"},
      // A few samples are no segment of their own.
      {26, 24 * 1024 + 1, 1024, "8192 8192 8193"},
      {26, 24 * 1024 + 1023, 1024, "8192 8192 9215"},
      {26, 24 * 1024 + 1024, 1024, "8192 8192 8192 1024"},
      {28, 24 * 1024 + 1023, 1024, "8192 8192 9215"},
      {28, 24 * 1024 + 1024, 1024, "8192 8192 8192 1024"},
      {25, 24 * 1024 - 1, 1024, "8192 8192 8191"},
      {3, 1500, 1024, "1500"},
      {2, 1, 1024, "1"},
      {9, 8192, 1024, "8192"},
      {10, 8192, 1024, "8192"},
  };
  for (const Case& test : cases) {
    // Whether the length is known beforehand makes no difference.
    for (const auto known : {std::optional<std::uint64_t>(), std::optional(test.total)}) {
      Run run;
      write(run, test.units, test.total, test.priming, known);
      BOOST_TEST(run.outcome == "ok");
      BOOST_TEST(durations(run) == test.expected);
      BOOST_TEST(run.summary.segments == run.segments.size());
    }
  }
}

BOOST_AUTO_TEST_CASE(padding_units_of_a_known_length_are_dropped) {
  Run run;
  write(run, 40, 8192, 1024, 8192);
  BOOST_TEST(run.outcome == "ok");
  BOOST_TEST(durations(run) == "8192");
}

BOOST_AUTO_TEST_CASE(a_tier_that_is_too_short_is_an_error) {
  Run run;
  write(run, 5, 8192, 1024);
  BOOST_TEST(run.outcome == "internal");
}

BOOST_AUTO_TEST_CASE(segments_are_numbered_and_named) {
  Run run;
  write(run, 25, 24 * 1024, 1024);
  BOOST_TEST(run.segments[2]["index"] == 3);
  BOOST_TEST(run.segments[2]["file"] == "low/seg-00003.m4s");
  BOOST_TEST(run.segments[2]["bytes"] == std::filesystem::file_size(run.scratch / "out/low/seg-00003.m4s"));
}
