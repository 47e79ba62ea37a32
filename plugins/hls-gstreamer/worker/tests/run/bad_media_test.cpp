#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "run/media.h"
#include "run/worker.h"

using namespace veza::transcode;
using namespace std::string_literals;

namespace {

std::string cut(const std::string& path) {
  const std::string whole = read_file(path);
  return whole.substr(0, whole.size() / 2);
}

std::string scramble(std::string bytes) {
  unsigned state = 1;
  for (std::size_t i = bytes.size() / 4; i < bytes.size() * 3 / 4; ++i)
    bytes[i] = static_cast<char>((state = state * 1103515245 + 12345) >> 16);
  return bytes;
}

std::string noise(std::size_t size) {
  std::string out(size, '\0');
  unsigned state = 7;
  for (char& byte : out) byte = static_cast<char>((state = state * 1103515245 + 12345) >> 16);
  return out;
}

std::string cover_only(const std::string& picture) {
  const std::string frame =
      "APIC" +
      std::string{static_cast<char>(picture.size() >> 24), static_cast<char>(picture.size() >> 16),
                  static_cast<char>(picture.size() >> 8), static_cast<char>(picture.size())} +
      "\0\0"s + picture;
  std::string size;
  for (int shift = 21; shift >= 0; shift -= 7) size += static_cast<char>(frame.size() >> shift & 127);
  return "ID3\x03\0\0"s + size + frame;
}

}  // namespace

BOOST_AUTO_TEST_CASE(bad_files_end_in_a_sentence_and_leave_nothing) {
  const Media media;
  output_of("ffmpeg -v error -f lavfi -i testsrc=d=1:r=5 -c:v mpeg4 " + media.path("video.mp4"));
  output_of("ffmpeg -v error -f lavfi -i testsrc=d=1:r=5 -frames:v 1 " + media.path("cover.jpg"));
  output_of("sox -n -r 44100 -c 2 " + media.path("zero.wav") + " trim 0 0");
  media.make("zero.flac", "-t 0");
  media.make("adpcm.wav", "-c:a adpcm_ima_wav");
  media.make("a.mka", "-c:a libvorbis -f matroska");
  for (const char* name : {"a.flac", "a.aiff", "a.mp3", "a.m4a", "a.ogg", "a.opus", "a.aac"})
    media.make(name, "-b:a 256k");
  media.make("fast.m4a", "-c:a aac -movflags +faststart");

  const std::pair<std::string, std::string> files[] = {
      {media.put("empty.mp3", ""), "empty"},
      {media.put("random.mp3", noise(300000)), "not_audio"},
      {media.put("text.wav", "la la la\n"), "not_audio"},
      {media.put("hls.mp3", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"),
       "not_audio"},
      {media.put("dash.mp3", "<?xml version=\"1.0\"?><MPD><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>"), "not_audio"},
      {media.put("sdp.mp3", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nm=audio 9 RTP/AVP 0\r\n"),
       "not_audio"},
      {media.path("zero.wav"), "empty"},
      {media.path("zero.flac"), "empty"},
      {media.path("video.mp4"), "no_audio_track"},
      {media.path("cover.jpg"), "not_audio"},
      {media.put("cover.mp3", cover_only(read_file(media.path("cover.jpg")))), "no_audio_track"},
      {media.path("adpcm.wav"), "unsupported"},
      {media.path("a.mka"), "unsupported"},
      {media.put("cut.wav", cut(media.path("base.wav"))), "truncated"},
      {media.put("cut.flac", cut(media.path("a.flac"))), "truncated"},
      {media.put("cut.aiff", cut(media.path("a.aiff"))), "truncated"},
      {media.put("cut.mp3", cut(media.path("a.mp3"))), "truncated"},
      {media.put("cut.m4a", cut(media.path("a.m4a"))), "truncated"},
      {media.put("cutfast.m4a", cut(media.path("fast.m4a"))), "truncated"},
      {media.put("cut.ogg", cut(media.path("a.ogg"))), "truncated"},
      {media.put("cut.opus", cut(media.path("a.opus"))), "truncated"},
      {media.put("cut.aac", cut(media.path("a.aac"))), "truncated"},
      {media.put("damaged.flac", scramble(read_file(media.path("a.flac")))), "corrupt"},
      {media.put("damaged.mp3", scramble(read_file(media.path("a.mp3")))), "corrupt"},
      {media.put("damaged.m4a", scramble(read_file(media.path("fast.m4a")))), "corrupt"},
      {media.put("damaged.ogg", scramble(read_file(media.path("a.ogg")))), "corrupt"},
      {media.put("damaged.aac", scramble(read_file(media.path("a.aac")))), "corrupt"},
  };
  for (const auto& [input, expected] : files) {
    BOOST_TEST_CONTEXT(input) {
      const std::string output = media.path("out");
      const WorkerRun run = run_worker({"--input", input, "--output", output, "--lossless"});
      BOOST_TEST(run.exit_code == 1);
      BOOST_TEST(run.last()["event"] == "error");
      BOOST_TEST(run.last()["code"] == expected);
      BOOST_TEST(run.last()["message"].get<std::string>().ends_with("."));
      BOOST_TEST(!std::filesystem::exists(output));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_means_nothing) {
  const Media media;
  const std::string renamed = media.put("song.wav", read_file(media.make("a.flac")));
  const WorkerRun run = run_worker({"--input", renamed, "--output", media.path("out")});
  BOOST_TEST(run.exit_code == 0);
  BOOST_TEST(run.events.front()["format"] == "flac");
}

BOOST_AUTO_TEST_CASE(a_folder_that_was_there_is_left_empty) {
  const Media media;
  const std::string output = media.path("out"), input = media.put("cut.flac", cut(media.make("a.flac")));
  std::filesystem::create_directory(output);
  BOOST_TEST(run_worker({"--input", input, "--output", output}).exit_code == 1);
  BOOST_TEST(std::filesystem::is_empty(output));
}

BOOST_AUTO_TEST_CASE(probing_says_what_a_file_is) {
  const Media media;
  const auto found =
      nlohmann::json::parse(output_of(std::string(VEZA_TRANSCODE) + " --probe " + media.make("a.mp3", "-b:a 192k")));
  BOOST_TEST(found["format"] == "mp3");
  BOOST_TEST(found["sample_rate"] == 44100);
  BOOST_TEST(found["channels"] == 2);
  BOOST_TEST(found["declared_duration_ms"] == 9311);
  BOOST_TEST(found["lossy"] == true);
  const WorkerRun refused = run_worker({"--probe", media.put("x.mp3", "%PDF-1.4")});
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.last()["code"] == "not_audio");
}
