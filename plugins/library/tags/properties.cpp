#include "tags/properties.h"

#include <taglib/aifffile.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/synchronizedlyricsframe.h>
#include <taglib/wavfile.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace veza::library::tags {
namespace {

constexpr size_t max_values = 64, max_value = 4096, max_lyrics = size_t{256} << 10;

constexpr std::array<std::string_view, 38> known{"ARTIST",
                                                 "ARTISTS",
                                                 "ALBUMARTIST",
                                                 "GENRE",
                                                 "COMPOSER",
                                                 "LYRICIST",
                                                 "CONDUCTOR",
                                                 "REMIXER",
                                                 "PRODUCER",
                                                 "ENGINEER",
                                                 "MIXER",
                                                 "DJMIXER",
                                                 "ARRANGER",
                                                 "PERFORMER",
                                                 "BPM",
                                                 "INITIALKEY",
                                                 "KEY",
                                                 "LYRICS",
                                                 "UNSYNCEDLYRICS",
                                                 "SYNCEDLYRICS",
                                                 "ISRC",
                                                 "COPYRIGHT",
                                                 "LICENSE",
                                                 "COPYRIGHTURL",
                                                 "DATE",
                                                 "RELEASEDATE",
                                                 "ORIGINALDATE",
                                                 "COMPILATION",
                                                 "RELEASETYPE",
                                                 "MUSICBRAINZ ALBUM TYPE",
                                                 "MUSICBRAINZ_ALBUMTYPE",
                                                 "MUSICBRAINZ_TRACKID",
                                                 "MUSICBRAINZ_RELEASETRACKID",
                                                 "MUSICBRAINZ_ALBUMID",
                                                 "MUSICBRAINZ_ARTISTID",
                                                 "FEATURING",
                                                 "FEATUREDARTIST",
                                                 "MUSICBRAINZ TRACK ID"};

bool is_known(std::string_view name) {
  return std::find(known.begin(), known.end(), name) != known.end() || name.starts_with("PERFORMER:") ||
         name.starts_with("LYRICS:");
}

void add(Properties& out, const std::string& name, const TagLib::StringList& values) {
  if (!is_known(name)) return;
  const size_t most = name.find("LYRICS") == std::string::npos ? max_value : max_lyrics;
  auto& kept = out[name];
  for (const auto& value : values) {
    auto text = value.to8Bit(true);
    if (kept.size() < max_values && !text.empty() && text.size() <= most) kept.push_back(std::move(text));
  }
  if (kept.empty()) out.erase(name);
}

std::string capitals(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

const TagLib::ID3v2::Tag* id3v2(TagLib::File& file) {
  if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(&file)) return mpeg->hasID3v2Tag() ? mpeg->ID3v2Tag() : nullptr;
  if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(&file)) return wav->hasID3v2Tag() ? wav->ID3v2Tag() : nullptr;
  if (auto* aiff = dynamic_cast<TagLib::RIFF::AIFF::File*>(&file)) return aiff->hasID3v2Tag() ? aiff->tag() : nullptr;
  return nullptr;
}

}  // namespace

Properties known_properties(TagLib::File& file, const TagLib::PropertyMap& properties) {
  Properties out;
  for (const auto& [name, values] : properties) {
    const auto own = capitals(name.to8Bit(true));
    // What ffmpeg calls the lyrics in an MP3.
    add(out, own == "USLT" ? "LYRICS" : own, values);
  }
  if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file); mp4 && mp4->tag()) {
    for (const auto& [name, item] : mp4->tag()->itemMap()) {
      const auto full = name.to8Bit(true);
      const auto colon = full.rfind(':');
      if (!full.starts_with("----:") || colon == std::string::npos) continue;
      const auto own = capitals(full.substr(colon + 1));
      if (!out.contains(own)) add(out, own, item.toStringList());
    }
  }
  return out;
}

std::string synced_lyrics(TagLib::File& file) {
  using Frame = TagLib::ID3v2::SynchronizedLyricsFrame;
  const auto* tag = id3v2(file);
  if (!tag) return {};
  for (const auto* frame : tag->frameList("SYLT")) {
    const auto* lyrics = dynamic_cast<const Frame*>(frame);
    if (!lyrics || lyrics->timestampFormat() != Frame::AbsoluteMilliseconds) continue;
    std::string out;
    for (const auto& line : lyrics->synchedText()) {
      const unsigned total = line.time;
      std::array<char, 32> stamp{};
      std::snprintf(stamp.data(), stamp.size(), "[%02u:%02u.%03u]", total / 60'000, total / 1000 % 60, total % 1000);
      auto text = line.text.to8Bit(true);
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
      if (out.size() + text.size() > max_lyrics) break;
      out += stamp.data() + text + "\n";
    }
    if (!out.empty()) return out;
  }
  return {};
}

}  // namespace veza::library::tags
