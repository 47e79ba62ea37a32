// What a file is, by its bytes. Names and declared types are never asked.
#pragma once
#include <cstdint>
#include <string_view>

#include "byte_source.h"

namespace veza::transcode {

enum class Format { wav, flac, mp3, aac, mp4, ogg, aiff };

// "wav", "flac", "mp3", "aac", "mp4", "ogg", "aiff".
std::string_view name(Format format);

struct Sniffed {
  Format format = Format::wav;
  std::uint64_t at = 0;  // where the stream begins, after tags and junk
};

// Errors: empty, not_audio and unsupported with a message that names what it is instead, no_audio_track for a tag with
// nothing behind it. Reads at most the first 128 KiB and what tags point at.
Result<Sniffed> sniff(ByteSource& file);

}  // namespace veza::transcode
