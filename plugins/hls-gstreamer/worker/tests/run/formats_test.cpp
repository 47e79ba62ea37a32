#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "run/media.h"
#include "run/segments.h"
#include "run/worker.h"

using namespace veza::transcode;

namespace {

struct Format {
  const char* name;
  const char* options;
  const char* expected_format;
  std::uint64_t samples = Media::kSamples;  // at 44.1 kHz
  int lag = 0;                              // what the format itself adds and does not tell
  bool exact = false;                       // the lossless tier equals base.wav
};

const Format kFormats[] = {
    {"a.wav", "", "wav", Media::kSamples, 0, true},
    {"a.flac", "", "flac", Media::kSamples, 0, true},
    {"a.aiff", "", "aiff", Media::kSamples, 0, true},
    {"alac.m4a", "-c:a alac", "alac", Media::kSamples, 0, true},
    {"rf64.wav", "-rf64 always", "wav", Media::kSamples, 0, true},
    {"float.wav", "-c:a pcm_f32le", "wav"},
    {"wide24.wav", "-c:a pcm_s24le -ar 192000", "wav"},
    {"wide24.flac", "-sample_fmt s32 -ar 96000", "flac"},
    {"low22.wav", "-ar 22050 -ac 1", "wav"},
    {"cbr.mp3", "-c:a libmp3lame -b:a 320k", "mp3"},
    {"vbr.mp3", "-c:a libmp3lame -q:a 2", "mp3"},
    {"low22.mp3", "-c:a libmp3lame -ar 22050 -ac 1 -b:a 64k", "mp3"},
    {"tagged.mp3", "-c:a libmp3lame -b:a 192k -metadata title=Song -id3v2_version 4 -write_id3v1 1", "mp3"},
    {"a.m4a", "-c:a aac -b:a 256k", "m4a"},
    {"mono.m4a", "-c:a aac -b:a 96k -ac 1", "m4a"},
    {"late.m4a", "-c:a aac -b:a 192k -movflags +faststart", "m4a"},
    // ADTS has no place to say what of the first and last frame is padding: (410642 + 1024) / 1024 frames, all heard.
    {"a.aac", "-c:a aac -b:a 128k", "aac", 403 * 1024, 1024},
    {"a.ogg", "-c:a libvorbis -q:a 6", "vorbis"},
    // 410 642 samples are 446 957.3 at Opus' 48 kHz; ffmpeg makes them 446 958, and those are 410 642.7.
    {"a.opus", "-c:a libopus -b:a 192k", "opus", 410643},
    {"mono.opus", "-c:a libopus -b:a 64k -ac 1", "opus", 410643},
    {"surround.wav", "-ac 6", "wav"},
    {"surround.flac", "-ac 6", "flac"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_format_is_exact_to_the_sample) {
  const Media media;
  const auto original = decode(media.path("base.wav"));
  BOOST_REQUIRE(original.size() == 2 * Media::kSamples);
  for (const Format& format : kFormats) {
    BOOST_TEST_CONTEXT(format.name) {
      const std::string input = media.make(format.name, format.options),
                        output = media.path(format.name + std::string(".out"));
      const WorkerRun run = run_worker({"--input", input, "--output", output, "--lossless"});
      BOOST_TEST(run.exit_code == 0);
      BOOST_REQUIRE(!run.events.empty());
      const auto source = run.events.front();
      BOOST_TEST(source["event"] == "source");
      BOOST_TEST(source["format"] == format.expected_format);
      BOOST_REQUIRE(run.last()["event"] == "done");
      BOOST_TEST(run.last()["duration_samples"] == format.samples);
      check_tiers(output, run, format.samples);

      const std::string sound = joined(output, run, source["lossy"] ? "low" : "lossless");
      const auto heard = decode(sound);
      if (format.exact) {
        BOOST_TEST((heard == original));
      } else {
        const int priming = source["lossy"] ? 1024 : 0;
        BOOST_TEST(lag(original, heard, priming + format.lag - 40, priming + format.lag + 40) == priming + format.lag);
      }
      std::filesystem::remove_all(output);
    }
  }
}

BOOST_AUTO_TEST_CASE(aac_is_copied_bit_for_bit) {
  const Media media;
  const std::string input = media.make("a.m4a", "-c:a aac -b:a 256k"), output = media.path("out");
  const WorkerRun run = run_worker({"--input", input, "--output", output});
  BOOST_REQUIRE(run.exit_code == 0);
  BOOST_TEST(run.last()["tiers"].size() == 2u);
  const std::string copied = joined(output, run, "medium");
  // ffmpeg would leave out the last unit of the source: its edit list is rounded to milliseconds.
  const auto units = [](const std::string& file) {
    return output_of("ffmpeg -v error -ignore_editlist 1 -i " + file + " -c copy -f adts -");
  };
  BOOST_TEST((units(copied) == units(input)));
}

BOOST_AUTO_TEST_CASE(segments_follow_the_wish) {
  const Media media;
  const std::string output = media.path("out");
  const WorkerRun run = run_worker(
      {"--input", media.path("base.wav"), "--output", output, "--segment-seconds", "2", "--tiers", "only:96000"});
  BOOST_REQUIRE(run.exit_code == 0);
  check_tiers(output, run, Media::kSamples);
  BOOST_TEST(run.of("segment", "only").size() == 5u);
  BOOST_TEST(run.last()["tiers"].size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_shortest_sounds_work) {
  const Media media;
  for (int samples : {1, 15, 1024, 4097, 176128, 176129}) {
    BOOST_TEST_CONTEXT(samples) {
      const std::string name = std::to_string(samples) + ".wav", output = media.path(name + ".out");
      output_of("sox " + media.path("base.wav") + " " + media.path(name) + " trim 0 " + std::to_string(samples) + "s");
      const WorkerRun run = run_worker({"--input", media.path(name), "--output", output, "--lossless"});
      BOOST_TEST(run.exit_code == 0);
      BOOST_TEST(run.last()["duration_samples"] == samples);
      check_tiers(output, run, static_cast<std::uint64_t>(samples));
    }
  }
}

BOOST_AUTO_TEST_CASE(waveform_and_loudness_are_of_the_sound) {
  const Media media;
  const std::string output = media.path("out");
  const WorkerRun run = run_worker({"--input", media.path("base.wav"), "--output", output});
  const auto waveform = nlohmann::json::parse(read_file(output + "/waveform.json"));
  BOOST_TEST(waveform["length"] == (Media::kSamples + 255) / 256);
  BOOST_TEST(waveform["data"].size() == 2 * waveform["length"].get<std::size_t>());
  const auto loudness = run.last()["loudness"];
  // ffmpeg's ebur128 is an independent implementation of the same standard.
  const std::string report =
      output_of("ffmpeg -nostats -i " + media.path("base.wav") + " -af ebur128=peak=true -f null - 2>&1");
  const auto value = [&](const std::string& label) {
    const std::size_t summary = report.rfind("Summary:");
    return std::stod(report.substr(report.find(label, summary) + label.size()));
  };
  BOOST_TEST(std::abs(loudness["integrated_lufs"].get<double>() - value("I:")) < 0.2);
  BOOST_TEST(std::abs(loudness["true_peak_dbtp"].get<double>() - value("Peak:")) < 0.5);
}
