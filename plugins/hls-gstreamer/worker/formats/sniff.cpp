#include "formats/sniff.h"

#include <algorithm>
#include <array>
#include <optional>

#include "formats/adts.h"
#include "formats/cursor.h"
#include "formats/id3.h"
#include "formats/mp3_walker.h"

namespace veza::transcode {
namespace {

struct Signature {
  std::size_t at;
  std::string_view bytes;
  Code code;
  std::string_view what;  // completes "This is …"
};

using namespace std::string_view_literals;
constexpr Signature kOthers[] = {
    {0, "%PDF"sv, Code::not_audio, "a PDF document, not audio"},
    {0, "PK\x03\x04"sv, Code::not_audio, "a ZIP archive, not audio"},
    {0, "Rar!"sv, Code::not_audio, "a RAR archive, not audio"},
    {0, "7z\xBC\xAF"sv, Code::not_audio, "a 7-Zip archive, not audio"},
    {0, "\x1F\x8B"sv, Code::not_audio, "a gzip archive, not audio"},
    {0, "\x89PNG"sv, Code::not_audio, "a PNG picture, not audio"},
    {0, "\xFF\xD8\xFF"sv, Code::not_audio, "a JPEG picture, not audio"},
    {0, "GIF8"sv, Code::not_audio, "a GIF picture, not audio"},
    {0,
     "\x7F"
     "ELF"sv,
     Code::not_audio, "a program, not audio"},
    {0, "MZ"sv, Code::not_audio, "a program, not audio"},
    {0, "#EXTM3U"sv, Code::not_audio, "a playlist, not audio"},
    {0, "MThd"sv, Code::unsupported, "a MIDI file, which holds notes but no sound"},
    {0, "\x1A\x45\xDF\xA3"sv, Code::unsupported, "a Matroska or WebM file, which is not supported"},
    {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, Code::unsupported, "a Windows Media file, which is not supported"},
    {0, "FLV\x01"sv, Code::unsupported, "a Flash video, which is not supported"},
    {0, "wvpk"sv, Code::unsupported, "a WavPack file, which is not supported"},
    {0, "MAC "sv, Code::unsupported, "a Monkey's Audio file, which is not supported"},
    {0, "caff"sv, Code::unsupported, "a Core Audio file, which is not supported"},
    {0, "#!AMR"sv, Code::unsupported, "an AMR recording, which is not supported"},
    {0, "DSD "sv, Code::unsupported, "a DSD file, which is not supported"},
    {0, "TTA1"sv, Code::unsupported, "a True Audio file, which is not supported"},
    {0, "MPCK"sv, Code::unsupported, "a Musepack file, which is not supported"},
    {0, "\x0B\x77"sv, Code::unsupported, "an AC-3 file, which is not supported"},
    {8, "AVI "sv, Code::not_audio, "an AVI video, not audio"},
    {8, "WEBP"sv, Code::not_audio, "a WebP picture, not audio"},
    {8, "heic"sv, Code::not_audio, "a HEIC picture, not audio"},
    {8, "heix"sv, Code::not_audio, "a HEIC picture, not audio"},
    {8, "mif1"sv, Code::not_audio, "a HEIF picture, not audio"},
    {8, "avif"sv, Code::not_audio, "an AVIF picture, not audio"},
};

tl::unexpected<Error> refuse(Code code, std::string_view what) {
  return fail(code, "This is " + std::string(what) + ".");
}

bool looks_like_text(std::span<const std::uint8_t> head) {
  return std::all_of(head.begin(), head.end(), [](std::uint8_t c) {
    return c >= 0x80 || (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\r' || c == '\t' || c == '\f';
  });
}

std::string_view kind_of_text(std::span<const std::uint8_t> head) {
  std::string start;
  for (std::uint8_t c : head.first(std::min<std::size_t>(head.size(), 512)))
    start += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  if (start.find("#extm3u") != std::string::npos || start.find("<mpd") != std::string::npos)
    return "a playlist, not audio";
  if (start.starts_with("v=0")) return "a session description, not audio";
  if (start.find("<html") != std::string::npos || start.find("<!doctype html") != std::string::npos)
    return "a web page, not audio";
  return "a text file, not audio";
}

bool adts_at(ByteSource& file, std::uint64_t at, int frames) {
  std::optional<AdtsFrame> first;
  for (int i = 0; i < frames; ++i) {
    if (i > 0 && at == file.size()) return true;
    const auto frame = parse_adts_header(file.up_to(at, 7));
    if (!frame || (first && !frame->same_stream(*first))) return false;
    first = frame;
    at += frame->bytes;
  }
  return true;
}

// A run of frames that starts within the first 64 KiB: enough of them that noise does not pass.
std::optional<std::uint64_t> find_mp3(ByteSource& file, std::uint64_t from) {
  const std::uint64_t end = before_end_tags(file);
  Mp3Walker walker(file, from, std::min(end, from + 65536 + 16384));
  std::optional<Mp3Position> first;
  for (int run = 0; run < 4; ++run) {
    const auto frame = walker.next();
    if (!frame) return run > 0 && !walker.cut_at_end() ? std::optional(first->at) : std::nullopt;
    if (walker.skipped() > 0) return std::nullopt;
    if (!first) first = frame;
  }
  return first->at - from <= 65536 ? std::optional(first->at) : std::nullopt;
}

}  // namespace

std::string_view name(Format format) {
  constexpr std::array names{"wav", "flac", "mp3", "aac", "mp4", "ogg", "aiff"};
  return names[static_cast<std::size_t>(format)];
}

Result<Sniffed> sniff(ByteSource& file) {
  if (file.size() == 0) return fail(Code::empty, "The file is empty.");
  const std::uint64_t at = after_id3v2(file);
  if (at >= file.size()) {
    if (at > file.size()) return fail(Code::truncated, "The file ends inside its tag.");
    return fail(Code::no_audio_track, "The file holds a tag (title, cover) but no sound.");
  }
  const auto head = file.up_to(at, 4096);
  if (file.failed()) return fail(Code::io, "The uploaded file could not be read.");

  if (has_tag(head, 0, "fLaC")) return Sniffed{Format::flac, at};
  if (at == 0) {
    const bool riff = has_tag(head, 0, "RIFF") || has_tag(head, 0, "RF64") || has_tag(head, 0, "BW64");
    if (riff && has_tag(head, 8, "WAVE")) return Sniffed{Format::wav, 0};
    if (has_tag(head, 0, "FORM") && (has_tag(head, 8, "AIFF") || has_tag(head, 8, "AIFC")))
      return Sniffed{Format::aiff, 0};
    if (has_tag(head, 0, "OggS")) return Sniffed{Format::ogg, 0};
  }
  for (const Signature& other : kOthers)
    if (has_tag(head, other.at, other.bytes) && (other.at == 0 || has_tag(head, 0, "RIFF") || has_tag(head, 4, "ftyp")))
      return refuse(other.code, other.what);
  if (at == 0)
    for (std::string_view box : {"ftyp", "moov", "mdat", "wide", "free", "skip"})
      if (has_tag(head, 4, box)) return Sniffed{Format::mp4, 0};

  if (adts_at(file, at, 3)) return Sniffed{Format::aac, at};
  if (const auto mp3 = find_mp3(file, at)) return Sniffed{Format::mp3, *mp3};
  if (looks_like_text(head)) return refuse(Code::not_audio, kind_of_text(head));
  if (at > 0 && std::all_of(head.begin(), head.end(), [](std::uint8_t c) { return c == 0; }))
    return fail(Code::no_audio_track, "The file holds a tag (title, cover) but no sound.");
  return refuse(Code::not_audio, "not a kind of audio file known here");
}

}  // namespace veza::transcode
