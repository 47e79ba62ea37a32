#include "media/sniff.h"

#include <algorithm>
#include <array>

#include "media/frames.h"

namespace veza::library {
namespace {

using namespace std::string_view_literals;

struct Kind {
  Format format;
  std::string_view name, type;
};
constexpr std::array kinds{
    Kind{Format::wav, "wav", "audio/wav"},       Kind{Format::aiff, "aiff", "audio/aiff"},
    Kind{Format::flac, "flac", "audio/flac"},    Kind{Format::mp3, "mp3", "audio/mpeg"},
    Kind{Format::m4a, "m4a", "audio/mp4"},       Kind{Format::aac, "aac", "audio/aac"},
    Kind{Format::vorbis, "vorbis", "audio/ogg"}, Kind{Format::opus, "opus", "audio/ogg"},
};

struct Signature {
  size_t at;
  std::string_view bytes, what;
};
constexpr Signature others[] = {
    {0, "%PDF"sv, "a PDF document"},
    {0, "PK\x03\x04"sv, "a ZIP archive"},
    {0, "PK\x05\x06"sv, "a ZIP archive"},
    {0, "Rar!"sv, "a RAR archive"},
    {0, "7z\xBC\xAF"sv, "a 7-Zip archive"},
    {0, "\x1F\x8B"sv, "a gzip archive"},
    {0, "\xFD\x37zXZ"sv, "an xz archive"},
    {0, "BZh"sv, "a bzip2 archive"},
    {257, "ustar"sv, "a tar archive"},
    {0, "\x89PNG"sv, "a PNG picture"},
    {0, "\xFF\xD8\xFF"sv, "a JPEG picture"},
    {0, "GIF8"sv, "a GIF picture"},
    {0, "II*\0"sv, "a TIFF picture"},
    {0, "MM\0*"sv, "a TIFF picture"},
    {0,
     "\x7F"
     "ELF"sv,
     "a program"},
    {0, "MZ"sv, "a program"},
    {0, "#!AMR"sv, "an AMR recording"},
    {0, "#!"sv, "a script"},
    {0, "MThd"sv, "a MIDI file, which holds notes but no sound"},
    {0, "\x1A\x45\xDF\xA3"sv, "a Matroska or WebM file"},
    {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "a Windows Media file"},
    {0, "FLV\x01"sv, "a Flash video"},
    {0, "wvpk"sv, "a WavPack file"},
    {0, "MAC "sv, "a Monkey's Audio file"},
    {0, "caff"sv, "a Core Audio file"},
    {0, "DSD "sv, "a DSD file"},
    {0, "FRM8"sv, "a DSD file"},
    {0, "TTA1"sv, "a True Audio file"},
    {0, "MPCK"sv, "a Musepack file"},
    {0, "MP+"sv, "a Musepack file"},
    {0, "\x0B\x77"sv, "an AC-3 file"},
    {0, "\x00\x00\x01\xBA"sv, "an MPEG video"},
    {0, "\x00\x00\x01\xB3"sv, "an MPEG video"},
};

// RIFF, FORM, ftyp and OggS are envelopes: their inner name decides.
constexpr Signature riff_kinds[] = {
    {8, "AVI "sv, "an AVI video"}, {8, "WEBP"sv, "a WebP picture"}, {8, "RMID"sv, "a MIDI file"}};
constexpr Signature mp4_kinds[] = {{8, "heic"sv, "a HEIC picture"},         {8, "heix"sv, "a HEIC picture"},
                                   {8, "mif1"sv, "a HEIF picture"},         {8, "msf1"sv, "a HEIF picture"},
                                   {8, "avif"sv, "an AVIF picture"},        {8, "crx "sv, "a camera's raw picture"},
                                   {8, "aaxc"sv, "a protected audio book"}, {8, "aax "sv, "a protected audio book"},
                                   {8, "M4P "sv, "a protected song"}};
constexpr Signature ogg_kinds[] = {{0,
                                    "\x7F"
                                    "FLAC"sv,
                                    "FLAC in an Ogg file; plain FLAC files can be used"},
                                   {0, "Speex   "sv, "a Speex recording"},
                                   {0, "\x80theora"sv, "an Ogg video"},
                                   {0, "fishead"sv, "an Ogg video"},
                                   {0, "BBCD"sv, "an Ogg video"}};

bool has(std::string_view bytes, size_t at, std::string_view what) {
  return bytes.size() >= at + what.size() && bytes.substr(at, what.size()) == what;
}

template <size_t n>
std::string name_among(const Signature (&list)[n], std::string_view bytes, std::string_view otherwise) {
  for (const auto& [at, signature, what] : list) {
    if (has(bytes, at, signature)) return std::string(what);
  }
  return std::string(otherwise);
}

Sniffed sniff_ogg(std::string_view bytes) {
  if (bytes.size() < 28) return {std::nullopt, "a damaged Ogg file"};
  const size_t packet = 27 + static_cast<unsigned char>(bytes[26]);
  if (has(bytes, packet, "\x01vorbis"sv)) return {Format::vorbis, {}};
  if (has(bytes, packet, "OpusHead"sv)) return {Format::opus, {}};
  const auto rest = bytes.size() > packet ? bytes.substr(packet) : std::string_view{};
  return {std::nullopt, name_among(ogg_kinds, rest, "an Ogg file of an unknown kind")};
}

bool is_text(std::string_view head) {
  return std::all_of(head.begin(), head.end(), [](unsigned char c) {
    return c >= 0x80 || (c >= 0x20 && c != 0x7F) || c == '\n' || c == '\r' || c == '\t' || c == '\f';
  });
}

std::string name_text(std::string_view head) {
  std::string start(head.substr(0, 512));
  for (char& c : start) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (start.find("#extm3u") != std::string::npos || start.find("<mpd") != std::string::npos) return "a playlist";
  if (start.rfind("v=0", 0) == 0) return "a session description";
  if (start.find("<html") != std::string::npos || start.find("<!doctype html") != std::string::npos)
    return "a web page";
  if (start.find("<svg") != std::string::npos) return "an SVG picture";
  return "a text file";
}

}  // namespace

std::string_view format_name(Format format) { return kinds[static_cast<size_t>(format)].name; }
std::string_view content_type(Format format) { return kinds[static_cast<size_t>(format)].type; }
std::optional<Format> format_named(std::string_view name) {
  for (const auto& kind : kinds) {
    if (kind.name == name) return kind.format;
  }
  return std::nullopt;
}

Sniffed sniff(std::string_view bytes) {
  if (bytes.empty()) return {std::nullopt, "an empty file"};
  const size_t tag = id3v2_size(bytes);
  if (tag >= bytes.size()) return {std::nullopt, "a tag (title, cover) without sound"};
  const auto sound = bytes.substr(tag);

  if (has(sound, 0, "fLaC")) return {Format::flac, {}};
  if (tag == 0) {
    if (has(bytes, 0, "RIFF") || has(bytes, 0, "RF64") || has(bytes, 0, "BW64")) {
      if (has(bytes, 8, "WAVE")) return {Format::wav, {}};
      return {std::nullopt, name_among(riff_kinds, bytes, "a RIFF file without sound")};
    }
    if (has(bytes, 0, "FORM")) {
      if (has(bytes, 8, "AIFF") || has(bytes, 8, "AIFC")) return {Format::aiff, {}};
      return {std::nullopt, "an IFF file without sound"};
    }
    if (has(bytes, 0, "OggS")) return sniff_ogg(bytes);
    if (has(bytes, 4, "ftyp")) {
      auto other = name_among(mp4_kinds, bytes, "");
      if (!other.empty()) return {std::nullopt, std::move(other)};
      return {Format::m4a, {}};
    }
    for (const auto box : {"moov"sv, "mdat"sv, "wide"sv, "free"sv, "skip"sv}) {
      if (has(bytes, 4, box)) return {Format::m4a, {}};
    }
  }
  if (auto other = name_among(others, sound, ""); !other.empty()) return {std::nullopt, std::move(other)};
  if (is_adts(sound)) return {Format::aac, {}};
  if (is_mp3(sound)) return {Format::mp3, {}};
  if (is_text(sound.substr(0, 4096))) return {std::nullopt, name_text(sound)};
  if (std::all_of(sound.begin(), sound.begin() + static_cast<ptrdiff_t>(std::min<size_t>(sound.size(), 4096)),
                  [](char c) { return c == 0; })) {
    return {std::nullopt, "nothing but zeros"};
  }
  return {std::nullopt, "not a known kind of audio file"};
}

}  // namespace veza::library
