// The tempo and the key that nobody said.
#include <cmath>
#include <numbers>

#include "analysis/key.h"
#include "analysis_site.h"

namespace {
using namespace veza::library::analysis;

constexpr int rate = 11025;

// A cadence: each chord of three notes and its root below, with overtones as strings have them. `cents` off 440 Hz.
std::vector<float> cadence(const std::vector<std::array<int, 3>>& chords, double cents = 0) {
  std::vector<float> out;
  for (const auto& chord : chords) {
    std::vector<float> sound(rate);
    for (const int note : {chord[0] - 12, chord[0], chord[1], chord[2]}) {
      const double hertz = 440 * std::exp2((note - 69 + cents / 100) / 12);
      for (int overtone = 1; overtone <= 4; ++overtone) {
        const double step = 2 * std::numbers::pi * hertz * overtone / rate;
        for (size_t i = 0; i < sound.size(); ++i) {
          sound[i] += static_cast<float>(0.05 / overtone * std::sin(step * static_cast<double>(i)));
        }
      }
    }
    out.insert(out.end(), sound.begin(), sound.end());
  }
  return out;
}

std::array<int, 3> major(int root) { return {root, root + 4, root + 7}; }
std::array<int, 3> minor(int root) { return {root, root + 3, root + 7}; }

std::string key_of(const std::vector<float>& samples) {
  KeyListener listener(rate);
  listener.hear(samples.data(), samples.size());
  return key_of_notes(listener.notes());
}

std::string in_major(int tonic, double cents = 0) {
  return key_of(cadence({major(tonic), major(tonic + 5), minor(tonic + 9), major(tonic + 7), major(tonic)}, cents));
}
std::string in_minor(int tonic, double cents = 0) {
  return key_of(cadence({minor(tonic), minor(tonic + 5), major(tonic + 8), major(tonic + 7), minor(tonic)}, cents));
}
}  // namespace

BOOST_AUTO_TEST_SUITE(keys_heard)

BOOST_AUTO_TEST_CASE(cadences) {
  const std::pair<int, std::pair<const char*, const char*>> cases[] = {
      {48, {"C", "Cm"}}, {50, {"D", "Dm"}}, {54, {"F#", "F#m"}}, {57, {"A", "Am"}}, {58, {"Bb", "Bbm"}}};
  for (const auto& [tonic, keys] : cases) {
    BOOST_TEST(in_major(tonic) == keys.first);
    BOOST_TEST(in_minor(tonic) == keys.second);
  }
}

// A recording from a tape that runs too fast is still in its key.
BOOST_AUTO_TEST_CASE(another_tuning) {
  for (const double cents : {-35.0, 35.0}) {
    BOOST_TEST(in_major(52, cents) == "E");
    BOOST_TEST(in_minor(55, cents) == "Gm");
  }
}

BOOST_AUTO_TEST_CASE(what_has_none) {
  std::vector<float> tone(rate * 5), noise(tone.size());
  uint32_t state = 1;
  for (size_t i = 0; i < tone.size(); ++i) {
    tone[i] = static_cast<float>(std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / rate));
    state = state * 1664525 + 1013904223;
    noise[i] = static_cast<float>(state >> 8U) / (1U << 23U) - 1;
  }
  BOOST_TEST(key_of(tone) == "");
  BOOST_TEST(key_of(noise) == "");
  BOOST_TEST(key_of(std::vector<float>(tone.size())) == "");
  BOOST_TEST(key_of({}) == "");
  tone[7] = NAN;
  BOOST_CHECK_NO_THROW(key_of(tone));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(analysis, AnalysisSite)

BOOST_AUTO_TEST_CASE(the_tempo_is_measured_and_marked) {
  const auto id = ready(ann, beat(), "b.wav", 16000);
  BOOST_TEST(track(id)["bpm"].is_null());
  auto* queued = job(id);
  BOOST_REQUIRE(queued);
  host.jobs.run(*queued);
  BOOST_TEST(queued->state == "done", queued->error);
  BOOST_TEST(track(id)["bpm"].get<double>() > 125);
  BOOST_TEST(track(id)["bpm"].get<double>() < 131);
  BOOST_TEST(track(id)["bpm_detected"] == true);
  BOOST_TEST(track(id)["musical_key"].is_null());
  BOOST_TEST(track(id)["key_detected"] == false);
  BOOST_TEST(host.events.emitted.back().type == "library.track.updated.v1");
}

BOOST_AUTO_TEST_CASE(the_key_is_heard_and_marked) {
  // C, F, G and C, a chord a second.
  std::string sum;
  for (const char* semitones : {"0", "4", "7"}) {
    sum += std::string(sum.empty() ? "" : "+") + "0.2*sin(2*PI*261.63*pow(2,(" + semitones +
           "+5*eq(mod(floor(t),4),1)+7*eq(mod(floor(t),4),2))/12)*t)";
  }
  const auto id = ready(ann, made("aevalsrc='" + sum + "':d=16:s=22050", "-f wav"), "c.wav", 16000);
  host.jobs.run(*job(id));
  BOOST_TEST(track(id)["musical_key"] == "C");
  BOOST_TEST(track(id)["camelot"] == "8B");
  BOOST_TEST(track(id)["key_detected"] == true);
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, ann, {{"musical_key", "Am"}}).status == 200);
  BOOST_TEST(track(id)["key_detected"] == false);
}

BOOST_AUTO_TEST_CASE(what_is_too_short_is_not_listened_to) { BOOST_TEST(!job(ready(ann, wav(), "t.wav", 2000))); }

BOOST_AUTO_TEST_CASE(what_somebody_says_meanwhile_stays) {
  const auto id = ready(ann, beat(), "b.wav", 16000, {{"musical_key", "Gm"}});
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, ann, {{"bpm", 90}}).status == 200);
  host.jobs.run(*job(id));
  BOOST_TEST(track(id)["bpm"] == 90);
  BOOST_TEST(track(id)["bpm_detected"] == false);
  BOOST_TEST(track(id)["musical_key"] == "Gm");
  BOOST_TEST(track(id)["key_detected"] == false);
}

BOOST_AUTO_TEST_CASE(a_tone_has_neither_and_a_deleted_track_is_no_fault) {
  const auto tone = ready(ann, wav(), "t.wav", 16000), gone = ready(ann, beat(), "b.wav", 16000);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + gone, ann).status == 204);
  for (const auto& id : {tone, gone}) {
    host.jobs.run(*job(id));
    BOOST_TEST(job(id) == nullptr);
  }
  BOOST_TEST(track(tone)["bpm"].is_null());
  BOOST_TEST(track(tone)["musical_key"].is_null());
}

BOOST_AUTO_TEST_SUITE_END()
