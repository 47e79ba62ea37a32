#include "job/worker_event.h"

#include <boost/test/unit_test.hpp>
#include <csignal>

#include "job/verdict.h"

using namespace veza::hls;

namespace {
const std::string source_line =
    R"({"event":"source","format":"flac","sample_rate":48000,"channels":2,"bits":16,"declared_duration_ms":3000,)"
    R"("lossy":false,"bitrate":880000,"tiers":[{"name":"low","bitrate":128000,"codecs":"mp4a.40.2","lossless":false}]})";
const std::string done_line =
    R"({"event":"done","duration_samples":132300,"sample_rate":44100,"duration_ms":3000,"loudness":{"integrated_lufs":)"
    R"(-14.2,"range_lu":5.1,"true_peak_dbtp":-0.3,"gain_db":-3.8},"waveform":"waveform.json","tiers":[{"name":"low",)"
    R"("bitrate":128000,"average_bandwidth":131000,"peak_bandwidth":139000,"codecs":"mp4a.40.2","segments":1,)"
    R"("timescale":44100}]})";
}  // namespace

BOOST_AUTO_TEST_SUITE(worker_events)

BOOST_AUTO_TEST_CASE(each_kind) {
  const auto source = std::get<SourceEvent>(parse_worker_event(source_line).value());
  BOOST_TEST(source.sample_rate == 48000);
  BOOST_TEST(*source.duration_ms == 3000);
  BOOST_TEST(source.tiers.at(0).codecs == "mp4a.40.2");
  BOOST_TEST(std::get<InitEvent>(parse_worker_event(R"({"event":"init","tier":"low","file":"x"})").value()).tier ==
             "low");
  const auto segment = std::get<SegmentEvent>(
      parse_worker_event(
          R"({"event":"segment","tier":"low","index":2,"file":"x","duration_samples":9,"timescale":44100,"bytes":1})")
          .value());
  BOOST_TEST(segment.index == 2U);
  BOOST_TEST(segment.duration == 9U);
  BOOST_TEST(std::get<ProgressEvent>(parse_worker_event(R"({"event":"progress","fraction":7})").value()).fraction == 1);
  const auto done = std::get<DoneEvent>(parse_worker_event(done_line).value());
  BOOST_TEST(done.duration_ms == 3000);
  BOOST_TEST(*done.gain_db == -3.8);
  BOOST_TEST(done.tiers.at(0).peak_bandwidth == 139000U);
  BOOST_TEST(
      std::get<ErrorEvent>(parse_worker_event(R"({"event":"error","code":"empty","message":"M."})").value()).message ==
      "M.");
  BOOST_TEST(std::holds_alternative<OtherEvent>(parse_worker_event(R"({"event":"weather"})").value()));
}

BOOST_AUTO_TEST_CASE(malformed_lines) {
  const std::string bad[] = {
      "",
      "null",
      "[]",
      "{",
      "{}",
      R"({"event":5})",
      R"({"event":"init"})",
      R"({"event":"init","tier":7})",
      R"({"event":"segment","tier":"low"})",
      R"({"event":"segment","tier":"low","index":0,"duration_samples":9,"timescale":44100})",
      R"({"event":"segment","tier":"low","index":1,"duration_samples":9,"timescale":0})",
      R"({"event":"segment","tier":"low","index":99999999,"duration_samples":9,"timescale":1})",
      R"({"event":"segment","tier":"low","index":"1","duration_samples":9,"timescale":1})",
      R"({"event":"source","sample_rate":1,"channels":1,"tiers":[]})",
      R"({"event":"source","sample_rate":1,"channels":1,"tiers":[{"name":"../x","bitrate":1,"codecs":""}]})",
      R"({"event":"source","sample_rate":1,"channels":1,"tiers":{"name":"low"}})",
      R"({"event":"done","duration_ms":-1,"tiers":[{"name":"low","average_bandwidth":1,"peak_bandwidth":1}]})",
      R"({"event":"done","duration_ms":1,"tiers":[]})",
      R"({"event":"progress","fraction":"half"})",
      R"({"event":"error","code":"x"})",
      "plain words",
      "\xFF\xFE",
  };
  for (const auto& line : bad) BOOST_TEST(!parse_worker_event(line).has_value(), line);
}

BOOST_AUTO_TEST_CASE(verdicts) {
  const auto source = std::get<SourceEvent>(parse_worker_event(source_line).value());
  const auto done = std::get<DoneEvent>(parse_worker_event(done_line).value());
  const ErrorEvent error{"truncated", "The file ends early.", "d"};
  using Kind = Outcome::Kind;
  struct Case {
    const char* name;
    ProcessEnd end;
    bool has_done, has_error;
    Kind kind;
    std::string reason;
  };
  const Case cases[] = {
      {"fine", {0, 0}, true, false, Kind::done, ""},
      {"exit 0 without a word", {0, 0}, false, false, Kind::stopped, "The converter was stopped (status 0)."},
      {"the file is at fault", {1, 0}, false, true, Kind::media_fault, "The file ends early."},
      {"exit 1 without a word", {1, 0}, false, false, Kind::stopped, "The converter was stopped (status 1)."},
      {"a fault that may pass", {3, 0}, false, true, Kind::stopped, "The file ends early."},
      {"killed", {0, SIGKILL}, false, false, Kind::stopped, "The converter was stopped (SIGKILL)."},
      {"crashed after done", {0, SIGSEGV}, true, false, Kind::stopped, "The converter was stopped (SIGSEGV)."},
  };
  for (const auto& c : cases) {
    const auto outcome = verdict(c.end, source, c.has_done ? std::optional(done) : std::nullopt,
                                 c.has_error ? std::optional(error) : std::nullopt);
    BOOST_TEST((outcome.kind == c.kind), c.name);
    BOOST_TEST(outcome.reason == c.reason, c.name);
  }
  const auto media = verdict({0, 0}, source, done, std::nullopt).media;
  BOOST_TEST(media["sample_rate"] == 48000);
  BOOST_TEST(media["loudness"]["gain_db"] == -3.8);
}

BOOST_AUTO_TEST_SUITE_END()
