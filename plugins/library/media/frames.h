// Bare audio streams have no signature, only frames that follow each other: ID3v2 sizes, ADTS and MPEG audio frames.
#pragma once
#include <cstddef>
#include <string_view>

namespace veza::library {

// Bytes of the ID3v2 tags in front (several may follow each other), or 0. May be more than there are: the tag says so.
// https://id3.org/id3v2.4.0-structure, section 3.1
size_t id3v2_size(std::string_view bytes);

// Bytes of the ADTS frame that starts here, 0 when none does. ISO/IEC 14496-3, 1.A.2
size_t adts_frame_size(std::string_view bytes);

// Bytes of the MPEG-1/2/2.5 layer III frame that starts here, 0 when none does. ISO/IEC 11172-3, 2.4.1.3
size_t mp3_frame_size(std::string_view bytes);

// Three frames in a row from the start, or fewer that reach the end exactly.
bool is_adts(std::string_view bytes);
// Four frames in a row (or fewer that reach the end) that begin within the first 64 KiB.
bool is_mp3(std::string_view bytes);

}  // namespace veza::library
