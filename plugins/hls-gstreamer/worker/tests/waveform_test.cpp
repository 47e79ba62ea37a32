#include "measure/waveform.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "measure/loudness.h"

using namespace veza::transcode;

BOOST_AUTO_TEST_CASE(a_pixel_is_the_least_and_most_of_the_mono_mix) {
  Waveform waveform;
  std::vector<std::int16_t> frames(256 * 2, 0);
  frames[10] = 20000;  // left only: the mix is half
  frames[200] = -32768;
  frames[201] = -32768;
  waveform.add(frames);
  const auto json = nlohmann::json::parse(waveform.json(44100));
  BOOST_TEST(json["version"] == 2);
  BOOST_TEST(json["channels"] == 1);
  BOOST_TEST(json["sample_rate"] == 44100);
  BOOST_TEST(json["samples_per_pixel"] == 256);
  BOOST_TEST(json["bits"] == 8);
  BOOST_TEST(json["length"] == 1);
  BOOST_TEST(json["data"] == nlohmann::json({-128, 39}));
}

BOOST_AUTO_TEST_CASE(an_unfinished_pixel_counts) {
  Waveform waveform;
  waveform.add(std::vector<std::int16_t>(2 * 257, 256));
  BOOST_TEST(waveform.length() == 2u);
  BOOST_TEST(nlohmann::json::parse(waveform.json(44100))["data"] == nlohmann::json({1, 1, 1, 1}));
  BOOST_TEST(nlohmann::json::parse(Waveform().json(44100))["data"].empty());
}

BOOST_AUTO_TEST_CASE(the_resolution_halves_as_the_track_grows) {
  Waveform whole, pieces;
  std::vector<std::int16_t> frames(2 * 3'000'001);
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = static_cast<std::int16_t>(i * 7919);
  whole.add(frames);
  for (std::size_t at = 0; at < frames.size(); at += 2 * 1013)
    pieces.add(std::span(frames).subspan(at, std::min<std::size_t>(2 * 1013, frames.size() - at)));
  BOOST_TEST(whole.json(44100) == pieces.json(44100));
  BOOST_TEST(whole.length() <= Waveform::kMostPixels);
  BOOST_TEST(whole.length() >= Waveform::kMostPixels / 2);
  BOOST_TEST(whole.length() == (3'000'001 + whole.samples_per_pixel() - 1) / whole.samples_per_pixel());
}

BOOST_AUTO_TEST_CASE(gain_goes_to_the_reference_and_no_peak_over_the_ceiling) {
  BOOST_TEST(playback_gain(-10, 0.5) == -8);
  BOOST_TEST(playback_gain(-23, -10) == 5);
  BOOST_TEST(playback_gain(-30, -4) == 3);
  BOOST_TEST(playback_gain(-18.2, 0.3) == -1.3);
  BOOST_TEST(playback_gain(-70, -99) == 0);
}

BOOST_AUTO_TEST_CASE(loudness_of_the_reference_tone) {
  // EBU Tech 3341 test 1: a 1 kHz stereo sine at -23 dBFS reads -23.0 LUFS.
  LoudnessMeter meter;
  std::vector<std::int16_t> frames;
  const double amplitude = 32768 * std::pow(10, -23.0 / 20);
  for (int i = 0; i < 44100 * 20; ++i) {
    const auto value = static_cast<std::int16_t>(std::lround(amplitude * std::sin(2 * M_PI * 1000 * i / 44100)));
    frames.insert(frames.end(), {value, value});
  }
  meter.add(frames);
  const Loudness loudness = meter.result();
  BOOST_TEST(std::abs(loudness.integrated_lufs + 23) < 0.1);
  BOOST_TEST(std::abs(loudness.true_peak_dbtp + 23) < 0.2);
  BOOST_TEST(loudness.range_lu < 0.1);
}

BOOST_AUTO_TEST_CASE(silence_has_numbers_too) {
  LoudnessMeter meter;
  meter.add(std::vector<std::int16_t>(2 * 44100, 0));
  const Loudness loudness = meter.result();
  BOOST_TEST(loudness.integrated_lufs == -70);
  BOOST_TEST(loudness.true_peak_dbtp == -99);
  BOOST_TEST(loudness.gain_db == 0);
}
