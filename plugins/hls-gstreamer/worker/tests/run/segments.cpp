#include "run/segments.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "formats/cursor.h"
#include "formats/mp4_boxes.h"
#include "formats/mp4_samples.h"
#include "playlist/playlist.h"
#include "run/media.h"

namespace veza::transcode {
namespace {

double extinf_sum(const std::string& playlist) {
  std::istringstream lines(playlist);
  double sum = 0;
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("#EXTINF:")) sum += std::stod(line.substr(8));
  return sum;
}

// Decode times and durations of all fragments: one unbroken line from 0 to the end of what is heard.
void check_decode_times(const std::string& file, std::uint64_t samples, std::uint64_t priming) {
  const std::string text = read_file(file);
  const std::vector<std::uint8_t> all(text.begin(), text.end());
  std::uint64_t expected = 0;
  for_each_box(all, [&](const Mp4Box& box) {
    if (box.type != "moof") return;
    Cursor tfdt(find_box(box.body, {"traf", "tfdt"}));
    tfdt.skip(4);
    BOOST_TEST(tfdt.be64() == expected);
    Cursor tfhd(find_box(box.body, {"traf", "tfhd"}));
    tfhd.skip(8);
    std::vector<AccessUnit> units;
    BOOST_REQUIRE(append_fragment(box.body, 0, {1, 0, 0}, units));
    for (const AccessUnit& unit : units) expected += unit.duration;
  });
  BOOST_TEST(expected == samples + priming);
}

// As ffprobe sees it: this kind of stream, evenly spaced packets, the first one `priming` before zero.
void check_with_ffprobe(const std::string& file, bool flac) {
  std::istringstream lines(output_of(
      "ffprobe -v error -show_entries packet=pts:stream=codec_name,sample_rate,channels -of csv=p=0 " + file));
  const long long step = flac ? 4096 : 1024;
  long long expected = flac ? 0 : -1024;
  std::string stream;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("44100") != std::string::npos && line.find(',') != std::string::npos) {
      stream = line;
      continue;
    }
    if (std::stoll(line) != expected) {
      BOOST_ERROR(file << " has pts " << line << " where " << expected << " should be");
      return;
    }
    expected += step;
  }
  BOOST_TEST(expected > 0);
  BOOST_TEST(stream == (flac ? "flac,44100,2" : "aac,44100,2"));
}

}  // namespace

std::string joined(const std::string& output, const WorkerRun& run, const std::string& tier) {
  const std::string path = output + "-" + tier + ".mp4";
  std::ofstream file(path, std::ios::binary);
  file << read_file(output + "/" + tier + "/init.mp4");
  for (const auto& segment : run.of("segment", tier))
    file << read_file(output + "/" + segment["file"].get<std::string>());
  return path;
}

void check_tiers(const std::string& output, const WorkerRun& run, std::uint64_t samples) {
  const auto done = run.last();
  BOOST_REQUIRE_MESSAGE(done["event"] == "done", done.dump());
  const auto first_tier = run.of("segment", done["tiers"][0]["name"]);
  for (const auto& tier : done["tiers"]) {
    const std::string name = tier["name"];
    const bool flac = tier["codecs"] == "fLaC";
    const auto segments = run.of("segment", name);
    BOOST_TEST(run.of("init", name).size() == 1u);
    BOOST_TEST(segments.size() == tier["segments"].get<std::size_t>());
    BOOST_REQUIRE(segments.size() == first_tier.size());
    std::vector<hls::Segment> list;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      BOOST_TEST(segments[i]["index"] == i + 1);
      BOOST_TEST(segments[i]["duration_samples"] == first_tier[i]["duration_samples"]);
      BOOST_TEST(std::filesystem::file_size(output + "/" + segments[i]["file"].get<std::string>()) ==
                 segments[i]["bytes"].get<std::size_t>());
      list.push_back({segments[i]["file"], segments[i]["duration_samples"]});
    }
    const double sum = extinf_sum(hls::media_playlist({.finished = true}, list));
    BOOST_TEST(std::abs(sum - static_cast<double>(samples) / 44100) < 0.001);
    BOOST_TEST(tier["peak_bandwidth"].get<int>() >= tier["average_bandwidth"].get<int>());
    BOOST_TEST(tier["average_bandwidth"].get<int>() > 0);
    const std::string file = joined(output, run, name);
    check_decode_times(file, samples, flac ? 0 : 1024);
    check_with_ffprobe(file, flac);
  }
}

}  // namespace veza::transcode
