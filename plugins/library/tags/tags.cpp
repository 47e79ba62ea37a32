#include "tags/tags.h"

#include <taglib/aifffile.h>
#include <taglib/attachedpictureframe.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2tag.h>
#include <taglib/mp4file.h>
#include <taglib/mpegfile.h>
#include <taglib/opusfile.h>
#include <taglib/tfilestream.h>
#include <taglib/tpropertymap.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <taglib/xiphcomment.h>

#include <memory>

#include "tags/file_hash.h"
#include "tags/properties.h"

namespace veza::library::tags {
namespace {

constexpr unsigned max_cover = 10U << 20;

std::string bytes_of(const TagLib::ByteVector& data) {
  return data.size() > max_cover ? std::string() : std::string(data.data(), data.size());
}

std::string front_cover(const TagLib::List<TagLib::FLAC::Picture*>& pictures) {
  const TagLib::FLAC::Picture* best = nullptr;
  for (const auto* picture : pictures) {
    if (!best || (picture->type() == TagLib::FLAC::Picture::FrontCover && best->type() != picture->type())) {
      best = picture;
    }
  }
  return best ? bytes_of(best->data()) : std::string();
}

std::string front_cover(const TagLib::ID3v2::Tag* tag) {
  if (!tag) return {};
  using Picture = TagLib::ID3v2::AttachedPictureFrame;
  const Picture* best = nullptr;
  for (const auto* frame : tag->frameList("APIC")) {
    const auto* picture = dynamic_cast<const Picture*>(frame);
    if (picture && (!best || (picture->type() == Picture::FrontCover && best->type() != Picture::FrontCover))) {
      best = picture;
    }
  }
  return best ? bytes_of(best->picture()) : std::string();
}

std::string front_cover(const TagLib::MP4::Tag* tag) {
  if (!tag || !tag->contains("covr")) return {};
  const auto list = tag->item("covr").toCoverArtList();
  return list.isEmpty() ? std::string() : bytes_of(list.front().data());
}

std::string first(const TagLib::PropertyMap& properties, const char* key) {
  const auto found = properties.find(key);
  return found == properties.end() || found->second.isEmpty() ? std::string() : found->second.front().to8Bit(true);
}

// "3", "3/12", "2004-05-06": the leading number.
unsigned number(const std::string& text) {
  unsigned value = 0;
  for (size_t i = 0; i < text.size() && i < 6 && text[i] >= '0' && text[i] <= '9'; ++i) {
    value = value * 10 + static_cast<unsigned>(text[i] - '0');
  }
  return value;
}

struct Reading {
  std::unique_ptr<TagLib::File> file;
  std::string cover;
  int bit_depth = 0;
};

Reading open(TagLib::FileStream& stream, const std::string& format) {
  using namespace TagLib;
  auto* const frames = ID3v2::FrameFactory::instance();
  constexpr auto style = AudioProperties::Average;
  if (format == "wav") {
    auto file = std::make_unique<RIFF::WAV::File>(&stream, true, style);
    const int bits = file->audioProperties() ? file->audioProperties()->bitsPerSample() : 0;
    auto cover = front_cover(file->hasID3v2Tag() ? file->ID3v2Tag() : nullptr);
    return {std::move(file), std::move(cover), bits};
  }
  if (format == "aiff") {
    auto file = std::make_unique<RIFF::AIFF::File>(&stream, true, style);
    const int bits = file->audioProperties() ? file->audioProperties()->bitsPerSample() : 0;
    auto cover = front_cover(file->hasID3v2Tag() ? file->tag() : nullptr);
    return {std::move(file), std::move(cover), bits};
  }
  if (format == "flac") {
    auto file = std::make_unique<FLAC::File>(&stream, frames, true, style);
    const int bits = file->audioProperties() ? file->audioProperties()->bitsPerSample() : 0;
    auto cover = front_cover(file->pictureList());
    if (cover.empty() && file->hasID3v2Tag()) cover = front_cover(file->ID3v2Tag());
    return {std::move(file), std::move(cover), bits};
  }
  if (format == "mp3" || format == "aac") {
    // TagLib knows no ADTS; its MPEG class reads the tags of such a file, but would misread the frames.
    auto file = std::make_unique<MPEG::File>(&stream, frames, format == "mp3", style);
    auto cover = front_cover(file->hasID3v2Tag() ? file->ID3v2Tag() : nullptr);
    return {std::move(file), std::move(cover), 0};
  }
  if (format == "m4a") {
    auto file = std::make_unique<MP4::File>(&stream, true, style);
    const auto* audio = file->audioProperties();
    const int bits = audio && audio->codec() == MP4::Properties::ALAC ? audio->bitsPerSample() : 0;
    auto cover = front_cover(file->tag());
    return {std::move(file), std::move(cover), bits};
  }
  if (format == "vorbis") {
    auto file = std::make_unique<Ogg::Vorbis::File>(&stream, true, style);
    auto cover = file->tag() ? front_cover(file->tag()->pictureList()) : std::string();
    return {std::move(file), std::move(cover), 0};
  }
  if (format == "opus") {
    auto file = std::make_unique<Ogg::Opus::File>(&stream, true, style);
    auto cover = file->tag() ? front_cover(file->tag()->pictureList()) : std::string();
    return {std::move(file), std::move(cover), 0};
  }
  return {};
}

}  // namespace

std::optional<Tags> read_tags(const std::string& path, const std::string& format, Hash hash) {
  TagLib::FileStream stream(path.c_str(), true);
  if (!stream.isOpen()) return std::nullopt;
  auto reading = open(stream, format);
  if (!reading.file) return std::nullopt;
  Tags out;
  if (hash == Hash::yes) out.sha256 = file_hash(path);
  if (!reading.file->isValid()) return out;
  if (reading.file->tag()) {
    const auto properties = reading.file->properties();
    out.title = first(properties, "TITLE");
    out.artist = first(properties, "ARTIST");
    out.album = first(properties, "ALBUM");
    out.album_artist = first(properties, "ALBUMARTIST");
    out.genre = first(properties, "GENRE");
    out.year = number(first(properties, "DATE"));
    out.track_number = number(first(properties, "TRACKNUMBER"));
    out.disc_number = number(first(properties, "DISCNUMBER"));
    out.properties = known_properties(*reading.file, properties);
    out.synced_lyrics = synced_lyrics(*reading.file);
  }
  if (const auto* audio = reading.file->audioProperties()) {
    out.duration_ms = audio->lengthInMilliseconds();
    out.sample_rate = audio->sampleRate();
    out.channels = audio->channels();
    out.bit_depth = reading.bit_depth;
  }
  out.cover = std::move(reading.cover);
  return out;
}

}  // namespace veza::library::tags
