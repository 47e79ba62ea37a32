// Which recordings are the same one: the rules, and what the library makes of them.
#include <random>

#include "analysis_site.h"
#include "media/analysis.h"
#include "rules/fingerprint.h"

namespace {
using namespace veza::library;

Fingerprint random_words(unsigned seed, size_t count) {
  std::mt19937 random(seed);
  Fingerprint out(count);
  for (auto& word : out) word = static_cast<uint32_t>(random());
  return out;
}

// `share` of all bits turned.
Fingerprint blurred(Fingerprint words, double share) {
  std::mt19937 random(7);
  for (auto& word : words) {
    for (unsigned bit = 0; bit < 32; ++bit) {
      if (static_cast<double>(random() % 10000) < share * 10000) word ^= 1U << bit;
    }
  }
  return words;
}

size_t in_common(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  return static_cast<size_t>(
      std::count_if(a.begin(), a.end(), [&](uint32_t word) { return std::find(b.begin(), b.end(), word) != b.end(); }));
}

struct Recordings : AnalysisSite {
  Json copies(const User& who, const std::string& query = "") {
    return get("/api/v1/tracks/duplicates" + query, who).json();
  }
  std::string heard(const User& who, const std::string& bytes, const std::string& name, int duration_ms = 16000) {
    const auto id = ready(who, bytes, name, duration_ms);
    auto* queued = job(id);
    BOOST_REQUIRE(queued);
    host.jobs.run(*queued);
    BOOST_TEST(queued->state == "done", queued->error);
    return id;
  }
};

std::vector<std::string> ids(const Json& group) {
  std::vector<std::string> out;
  for (const auto& track : group["tracks"]) out.push_back(track["id"]);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fingerprints)

BOOST_AUTO_TEST_CASE(are_kept_as_text) {
  for (const size_t size : {0, 1, 2, 3, 948}) {
    const auto words = random_words(1, size);
    const auto back = fingerprint_from(stored(words));
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST((*back == words), size);
  }
  BOOST_TEST(stored({1, 0xFFFFFFFF}) == "AQAAAP////8=");
  for (const auto* text : {"A", "AQAA", "AQAAAP////8", "====", "AQAA AP////8="}) {
    BOOST_TEST(!fingerprint_from(text).has_value(), text);
  }
  BOOST_TEST(!fingerprint_from(std::string(1 << 20, 'A')).has_value());
}

BOOST_AUTO_TEST_CASE(bits_are_compared_where_they_fit_best) {
  const auto song = random_words(1, 900), other = random_words(2, 900);
  BOOST_TEST(bit_error(song, song) == 0);
  const Fingerprint later(song.begin() + 70, song.end()), much_later(song.begin() + 90, song.end());
  BOOST_TEST(bit_error(song, later) == 0);
  BOOST_TEST(bit_error(later, song) == 0);
  BOOST_TEST(bit_error(song, much_later) > 0.4);
  BOOST_TEST(bit_error(song, other) > 0.4);
  BOOST_TEST(std::abs(bit_error(song, blurred(song, 0.05)) - 0.05) < 0.01);
  const Fingerprint none, few(song.begin(), song.begin() + 79), enough(song.begin(), song.begin() + 80);
  BOOST_TEST(bit_error(song, none) == 1);
  BOOST_TEST(bit_error(none, none) == 1);
  BOOST_TEST(bit_error(song, few) == 1);
  BOOST_TEST(bit_error(enough, song) == 0);
  BOOST_TEST(*same_recording(song, song) == 1);
  BOOST_TEST(std::abs(*same_recording(song, blurred(song, 0.1)) - 0.8) < 0.02);
  BOOST_TEST(!same_recording(song, blurred(song, 0.2)).has_value());
  BOOST_TEST(!same_recording(song, other).has_value());
}

BOOST_AUTO_TEST_CASE(landmarks_are_shared_by_encodings_wherever_they_begin) {
  const auto song = random_words(1, 900);
  BOOST_TEST(landmarks(song).size() == 32U);
  BOOST_TEST(in_common(landmarks(song), landmarks(blurred(song, 0.03))) >= 4U);
  BOOST_TEST(in_common(landmarks(song), landmarks(Fingerprint(song.begin() + 60, song.end()))) >= 20U);
  BOOST_TEST(in_common(landmarks(song), landmarks(random_words(2, 900))) == 0U);
  BOOST_TEST(landmarks({}).empty());
  BOOST_TEST(landmarks(random_words(1, 30)).empty());
  BOOST_TEST(landmarks(Fingerprint(900, 5)).empty(), "silence");
}

BOOST_AUTO_TEST_CASE(what_the_program_says_is_looked_at) {
  const auto good = analysis_from({{"bpm", 127.4}, {"key", "Am"}, {"fingerprint", Fingerprint{1, 4294967295}}});
  BOOST_TEST(*good.bpm == 127.4);
  BOOST_TEST(*good.key == "Am");
  BOOST_TEST((good.fingerprint == Fingerprint{1, 0xFFFFFFFF}));
  const Json bad[] = {nullptr,
                      Json::array(),
                      {{"bpm", 5}, {"key", "H"}, {"fingerprint", {1, -1}}},
                      {{"bpm", "127"}, {"key", 5}, {"fingerprint", {4294967296}}},
                      {{"bpm", 1e300}, {"key", ""}, {"fingerprint", "1"}},
                      {{"fingerprint", std::vector<int>(3000, 1)}}};
  for (const auto& line : bad) {
    const auto none = analysis_from(line);
    BOOST_TEST((!none.bpm && !none.key && none.fingerprint.empty()), line.dump().substr(0, 80));
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(recordings, Recordings)

BOOST_AUTO_TEST_CASE(the_same_one_in_another_encoding_is_found_for_its_owner_alone) {
  const auto wav_id = heard(ann, melody("wav"), "a.wav"), mp3_id = heard(ann, melody("mp3", "-b:a 64k"), "b.mp3");
  heard(ann, melody("ogg", "", 5), "another.ogg");
  heard(bob, melody("opus", "-b:a 48k -ar 48000"), "bobs.opus");
  const auto answer = copies(ann);
  BOOST_REQUIRE(answer["data"].size() == 1U);
  const auto& group = answer["data"][0];
  BOOST_TEST(group["kind"] == "recording");
  BOOST_TEST(group["content_hash"].is_null());
  BOOST_TEST(group["count"] == 2);
  BOOST_TEST(group["confidence"].get<double>() > 0.7);
  BOOST_TEST((ids(group) == std::vector{wav_id, mp3_id}));
  BOOST_TEST(copies(bob)["data"].empty());
  BOOST_TEST(copies(mod)["data"].empty());

  // Of about the same length only: an excerpt is another thing.
  heard(ann, melody("m4a"), "long.m4a", 60000);
  BOOST_TEST(copies(ann)["data"][0]["count"] == 2);
}

BOOST_AUTO_TEST_CASE(files_come_first_and_pages_go_on_with_recordings) {
  const auto one = heard(ann, melody("wav"), "a.wav"), two = heard(ann, melody("wav"), "b.wav");
  // Twice the same bytes are not told twice.
  BOOST_REQUIRE(copies(ann)["data"].size() == 1U);
  BOOST_TEST(copies(ann)["data"][0]["kind"] == "file");
  BOOST_TEST(copies(ann)["data"][0]["confidence"] == 1);
  const auto three = heard(ann, melody("flac"), "c.flac");
  const auto first = copies(ann, "?per_page=1");
  BOOST_TEST(first["data"][0]["kind"] == "file");
  const auto second = copies(ann, "?per_page=1&cursor=" + first["meta"]["next_cursor"].get<std::string>());
  BOOST_REQUIRE(second["data"].size() == 1U);
  BOOST_TEST((ids(second["data"][0]) == std::vector{one, two, three}));
  BOOST_TEST(second["meta"]["next_cursor"].is_null());
  BOOST_TEST(copies(ann)["data"].size() == 2U);
  const auto behind = copies(ann, "?cursor=recording:" + new_id());
  BOOST_TEST(behind["data"].size() <= 1U);
  for (const auto* cursor : {"recording:", "recording:x", "files:1"}) {
    BOOST_TEST(get(std::string("/api/v1/tracks/duplicates?cursor=") + cursor, ann).status == 422, cursor);
  }
}

BOOST_AUTO_TEST_CASE(a_deleted_track_leaves_nothing) {
  const auto one = heard(ann, melody("wav"), "a.wav"), two = heard(ann, melody("flac"), "b.flac");
  const auto count = [&](const std::string& rows_of) {
    int64_t rows = 0;
    Db(host.handle()).query("SELECT COUNT(*) FROM " + rows_of, {}, [&](const Row& row) { rows = row.integer(0); });
    return rows;
  };
  BOOST_TEST(copies(ann)["data"].size() == 1U);
  BOOST_TEST(count("library_landmarks") == 64);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + one, ann).status == 204);
  BOOST_TEST(copies(ann)["data"].empty());
  BOOST_TEST(count("library_fingerprints WHERE group_id IS NOT NULL") == 0);
  BOOST_TEST(count("library_landmarks") == 32);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + two, ann).status == 204);
  BOOST_TEST(count("library_landmarks") == 0);
  BOOST_TEST(count("library_fingerprints") == 0);
}

BOOST_AUTO_TEST_CASE(silence_is_like_nothing) {
  heard(ann, silence("-c:a flac -f flac"), "a.flac");
  heard(ann, silence("-c:a pcm_s16le -f wav"), "b.wav");
  BOOST_TEST(copies(ann)["data"].empty());
}

BOOST_AUTO_TEST_SUITE_END()
