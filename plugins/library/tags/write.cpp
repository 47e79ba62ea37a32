#include "tags/write.h"

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

#include <cstdlib>

namespace veza::library::tags {
namespace {

using Picture = Edits::Picture;

TagLib::String text(const std::string& utf8) { return {utf8, TagLib::String::UTF8}; }
TagLib::ByteVector bytes(const Picture& picture) {
  return {picture.bytes.data(), static_cast<unsigned>(picture.bytes.size())};
}

// Names that TagLib does not translate into an atom of MP4 are put there under their own.
void set_free_atoms(TagLib::MP4::Tag& tag, const TagLib::PropertyMap& not_written) {
  for (const auto& [name, values] : not_written) {
    tag.setItem("----:com.apple.iTunes:" + name, TagLib::MP4::Item(values));
  }
}

// What a file says of the track's place ("3/12") stays when the number does.
bool same_number(const TagLib::StringList& before, const std::vector<std::string>& now) {
  if (before.size() != 1 || now.size() != 1) return false;
  const auto old = before.front().to8Bit(true);
  return old.find('/') != std::string::npos && std::atoi(old.c_str()) == std::atoi(now.front().c_str());
}

template <class File>
void set_properties(File& file, const Edits& edits) {
  auto all = file.properties();
  for (const auto& [name, values] : edits.properties) {
    const TagLib::String key = text(name);
    if (all.contains(key) && same_number(all[key], values)) continue;
    TagLib::StringList list;
    for (const auto& value : values) list.append(text(value));
    all.erase(key);
    if (!list.isEmpty()) all.insert(key, list);
  }
  const auto not_written = file.setProperties(all);
  if constexpr (std::is_same_v<File, TagLib::MP4::File>) {
    if (file.tag()) set_free_atoms(*file.tag(), not_written);
  }
}

void set_cover(TagLib::ID3v2::Tag* tag, const Picture& picture) {
  using Frame = TagLib::ID3v2::AttachedPictureFrame;
  if (!tag) return;
  const auto frames = tag->frameList("APIC");
  for (auto* each : frames) {
    const auto* frame = dynamic_cast<const Frame*>(each);
    if (picture.bytes.empty() || !frame || frame->type() == Frame::FrontCover || frame->type() == Frame::Other) {
      tag->removeFrame(each);
    }
  }
  if (picture.bytes.empty()) return;
  auto* const frame = new Frame;  // the tag's from here on
  frame->setType(Frame::FrontCover);
  frame->setMimeType(text(picture.type));
  frame->setPicture(bytes(picture));
  tag->addFrame(frame);
}

using Pictures = std::vector<TagLib::FLAC::Picture*>;

// By themselves: as long as a copy of TagLib's own list is about, which owns what it shares, none may be taken out of
// it.
Pictures pictures_of(const TagLib::List<TagLib::FLAC::Picture*>& list) { return {list.begin(), list.end()}; }

// FLAC itself, and the comments of Ogg.
template <class Holder>
void set_cover(Holder& holder, const Picture& picture) {
  using Block = TagLib::FLAC::Picture;
  const Pictures before = pictures_of(holder.pictureList());
  for (auto* each : before) {
    if (picture.bytes.empty() || each->type() == Block::FrontCover || each->type() == Block::Other) {
      holder.removePicture(each, true);
    }
  }
  if (picture.bytes.empty()) return;
  auto* const block = new Block;  // the file's from here on
  block->setType(Block::FrontCover);
  block->setMimeType(text(picture.type));
  block->setData(bytes(picture));
  holder.addPicture(block);
}

void set_cover(TagLib::MP4::Tag* tag, const Picture& picture) {
  if (!tag) return;
  if (picture.bytes.empty()) {
    tag->removeItem("covr");
    return;
  }
  using Art = TagLib::MP4::CoverArt;
  const auto format = picture.type == "image/png" ? Art::PNG : Art::JPEG;
  TagLib::MP4::CoverArtList list;
  list.append(Art(format, bytes(picture)));
  tag->setItem("covr", TagLib::MP4::Item(list));
}

template <class File, class Cover, class Save>
std::string edit(File& file, const Edits& edits, Cover&& cover, Save&& save) {
  if (!file.isValid()) return "its structure cannot be read";
  set_properties(file, edits);
  if (edits.cover) cover(*edits.cover);
  return save() ? "" : "its tags cannot be written";
}

std::string edit(TagLib::FileStream& stream, const std::string& format, const Edits& edits) {
  using namespace TagLib;
  auto* const frames = ID3v2::FrameFactory::instance();
  const auto plain_save = [](auto& file) { return [&file] { return file.save(); }; };
  if (format == "flac") {
    FLAC::File file(&stream, frames, false);
    return edit(
        file, edits, [&](const Picture& picture) { set_cover(file, picture); }, plain_save(file));
  }
  if (format == "mp3") {
    MPEG::File file(&stream, frames, false);
    return edit(
        file, edits, [&](const Picture& picture) { set_cover(file.ID3v2Tag(true), picture); },
        [&] { return file.save(MPEG::File::AllTags, File::StripNone, ID3v2::v4); });
  }
  if (format == "m4a") {
    MP4::File file(&stream, false);
    return edit(
        file, edits, [&](const Picture& picture) { set_cover(file.tag(), picture); }, plain_save(file));
  }
  if (format == "vorbis" || format == "opus") {
    const auto ogg = [&](auto&& file) {
      return edit(
          file, edits,
          [&](const Picture& picture) {
            if (file.tag()) set_cover(*file.tag(), picture);
          },
          plain_save(file));
    };
    return format == "vorbis" ? ogg(Ogg::Vorbis::File(&stream, false)) : ogg(Ogg::Opus::File(&stream, false));
  }
  if (format == "wav") {
    RIFF::WAV::File file(&stream, false);
    return edit(
        file, edits, [&](const Picture& picture) { set_cover(file.ID3v2Tag(), picture); },
        [&] { return file.save(RIFF::WAV::File::AllTags, File::StripNone, ID3v2::v4); });
  }
  if (format == "aiff") {
    RIFF::AIFF::File file(&stream, false);
    return edit(
        file, edits, [&](const Picture& picture) { set_cover(file.tag(), picture); },
        [&] { return file.save(ID3v2::v4); });
  }
  return "files of this kind have no tags that could be written";
}

}  // namespace

std::string write_tags(const std::string& path, const std::string& format, const Edits& edits) {
  TagLib::FileStream stream(path.c_str(), false);
  if (!stream.isOpen() || stream.readOnly()) return "it cannot be opened";
  return edit(stream, format, edits);
}

}  // namespace veza::library::tags
