// Tags that stand around the audio of a file: ID3v2 in front, ID3v1 and APEv2 behind. Skipped, never interpreted.
#pragma once
#include <cstdint>

#include "byte_source.h"

namespace veza::transcode {

// Offset of the first byte after any ID3v2 tags at the start (id3.org/id3v2.4.0-structure section 3.1): 0 without one.
// May lie beyond the end of the file when a tag's size is wrong.
std::uint64_t after_id3v2(ByteSource& file);

// Offset of the first byte of the tags at the end, or the file's size without one.
std::uint64_t before_end_tags(ByteSource& file);

}  // namespace veza::transcode
