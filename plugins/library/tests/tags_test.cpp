#include <boost/test/unit_test.hpp>
#include <cmath>

#include "media/metadata.h"
#include "sample_media.h"
#include "tags/tags.h"

using namespace veza::library;

namespace {
const std::string reader = VEZA_LIBEXEC "/veza-tags";

FileTags read(const sample::Folder& folder, const std::string& format, const std::string& path) {
  return read_file_tags(reader, *format_named(format), path, folder.path("cover"));
}

std::string box(const std::string& name, const std::string& content) {
  const auto size = static_cast<uint32_t>(content.size() + 8);
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 255);
  return out + name + content;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(tag_reading)

BOOST_AUTO_TEST_CASE(every_format) {
  const sample::Folder folder;
  struct Case {
    std::string format, file, arguments;
    int bits;
    bool all_tags;
  };
  const Case cases[] = {
      {"flac", "a.flac", "-map 0 -ac 2 -c:a flac -sample_fmt s16 ", 16, true},
      {"mp3", "a.mp3", "-map 0 -ac 2 -c:a libmp3lame -b:a 128k ", 0, true},
      {"m4a", "a.m4a", "-map 0 -ac 2 -c:a aac ", 0, true},
      {"vorbis", "a.ogg", "-map 0 -ac 2 -c:a libvorbis ", 0, true},
      {"opus", "a.opus", "-map 0 -ac 2 -c:a libopus ", 0, true},
      {"aiff", "a.aiff", "-map 0 -ac 2 -write_id3v2 1 ", 16, true},
      {"wav", "a.wav", "-map 0 -ac 2 ", 16, false},
  };
  for (const auto& c : cases) {
    BOOST_TEST_CONTEXT(c.format) {
      const auto path = folder.make(c.file, c.arguments + sample::tags);
      BOOST_TEST(format_name(sniff(sample::read(path)).format.value()) == c.format);
      const auto found = read(folder, c.format, path);
      BOOST_TEST(found.read);
      const auto& m = found.metadata;
      BOOST_TEST(m.title.value_or("") == "A Title");
      BOOST_TEST(m.artist.value_or("") == "An Artist");
      BOOST_TEST(m.album.value_or("") == "An Album");
      BOOST_TEST(m.genre.value_or("") == "Ambient");
      BOOST_TEST(m.year.value_or(0) == 1999);
      BOOST_TEST(m.track_number.value_or(0) == 3);
      if (c.all_tags) {
        BOOST_TEST(m.album_artist.value_or("") == "Various");
        BOOST_TEST(m.disc_number.value_or(0) == 2);
      }
      BOOST_TEST(std::abs(m.duration_ms.value_or(0) - 2000) < 60);
      BOOST_TEST(m.sample_rate.value_or(0) == (c.format == "opus" ? 48000 : 44100));
      BOOST_TEST(m.channels.value_or(0) == 2);
      BOOST_TEST(m.bit_depth.value_or(0) == c.bits);
    }
  }
}

BOOST_AUTO_TEST_CASE(covers) {
  const sample::Folder folder;
  const std::pair<std::string, std::string> cases[] = {
      {"flac", "-map 0 -map 1 -c:v png -frames:v 1 -disposition:v attached_pic "},
      {"mp3", "-map 0 -map 1 -c:v mjpeg -frames:v 1 -disposition:v attached_pic "},
      {"m4a", "-map 0 -map 1 -c:a aac -c:v mjpeg -frames:v 1 -disposition:v attached_pic "}};
  for (const auto& [format, arguments] : cases) {
    const auto found = read(folder, format, folder.make("c." + format, arguments));
    BOOST_TEST(found.cover_type == (format == "flac" ? "image/png" : "image/jpeg"), format);
    BOOST_TEST(picture_type(found.cover) == found.cover_type, format);
    BOOST_TEST(!std::filesystem::exists(folder.path("cover")));
  }
}

// Whatever the bytes: an answer, and nothing worse than an unread file.
BOOST_AUTO_TEST_CASE(malformed_files) {
  const sample::Folder folder;
  const std::string formats[] = {"wav", "aiff", "flac", "mp3", "m4a", "aac", "vorbis", "opus"};
  const std::string flac = sample::read(folder.make("x.flac", "-map 0 -c:a flac " + sample::tags));
  const std::string m4a = sample::read(folder.make("x.m4a", "-map 0 -c:a aac " + sample::tags));
  const std::string mp3 = sample::read(folder.make("x.mp3", "-map 0 -c:a libmp3lame " + sample::tags));
  std::string lying_size = flac;
  lying_size.replace(5, 3, "\xFF\xFF\xFF");
  std::string huge_tag = "ID3\x04";
  huge_tag += std::string(2, '\0') + "\x7F\x7F\x7F\x7F" + std::string(100, 'x');
  const std::pair<std::string, std::string> files[] = {
      {"empty", ""},
      {"one byte", "f"},
      {"only a magic", "fLaC"},
      {"cut", flac.substr(0, 60)},
      {"sizes that lie", lying_size},
      {"a tag larger than the file", huge_tag},
      {"mp4 cut in its index", m4a.substr(0, m4a.size() - 200)},
      {"zeros", std::string(100000, '\0')},
      {"ones", std::string(100000, '\xFF')},
      {"riff of 4 GiB", "RIFF\xFF\xFF\xFF\xFFWAVEfmt \xFF\xFF\xFF\xFF" + std::string(40, '\1')},
      {"mp3 cut", mp3.substr(0, 700)},
  };
  for (const auto& [name, bytes] : files) {
    folder.write("bad", bytes);
    for (const auto& format : formats) {
      BOOST_TEST_CONTEXT(name << " as " << format) {
        const auto found = read(folder, format, folder.path("bad"));
        BOOST_TEST(found.read);  // TagLib came back, with or without tags
        BOOST_TEST(found.metadata.duration_ms.value_or(0) >= 0);
      }
    }
  }
}

// Boxes in boxes until TagLib's stack is used up: the reader dies, the caller does not.
BOOST_AUTO_TEST_CASE(a_crash_stays_in_the_reader) {
  const sample::Folder folder;
  std::string nest;
  constexpr size_t depth = 400000;
  nest.reserve(depth * 8);
  for (size_t i = depth; i > 0; --i) {
    const auto size = static_cast<uint32_t>(i * 8);
    for (int shift = 24; shift >= 0; shift -= 8) nest += static_cast<char>(size >> shift & 255);
    nest += "moov";
  }
  folder.write("deep", box("ftyp", "M4A " + std::string(4, '\0')) + nest);
  const auto found = read(folder, "m4a", folder.path("deep"));
  BOOST_TEST(found.read == found.problem.empty());
  BOOST_TEST(!found.metadata.title.has_value());
}

BOOST_AUTO_TEST_CASE(a_missing_file_or_reader) {
  const sample::Folder folder;
  BOOST_TEST(!read(folder, "flac", folder.path("nothing")).read);
  const auto found = read_file_tags("/nonexistent/veza-tags", Format::flac, "/dev/null", folder.path("cover"));
  BOOST_TEST(!found.read);
  BOOST_TEST(!found.problem.empty());
}

BOOST_AUTO_TEST_CASE(what_tags_say_is_cleaned) {
  const auto m = metadata_from({{"title", std::string(500, 't')},
                                {"artist", " \x1b[31m "},
                                {"album", 5},
                                {"genre", nullptr},
                                {"year", 12345},
                                {"track_number", -3},
                                {"duration_ms", 1e300},
                                {"sample_rate", 44100},
                                {"unknown", true}});
  BOOST_TEST(m.title.value_or("").size() == 200U);
  BOOST_TEST(m.artist.value_or("") == "[31m");
  BOOST_TEST(!m.album.has_value());
  BOOST_TEST(!m.year.has_value());
  BOOST_TEST(!m.track_number.has_value());
  BOOST_TEST(!m.duration_ms.has_value());
  BOOST_TEST(m.sample_rate.value_or(0) == 44100);
  BOOST_TEST(!metadata_from(veza::Json::array()).title.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
