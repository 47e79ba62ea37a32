// Finds the frames of an MP3 stream one after another, stepping over damage between them.
#pragma once
#include <cstdint>
#include <optional>

#include "byte_source.h"
#include "formats/mpeg_audio.h"

namespace veza::transcode {

struct Mp3Position {
  MpegFrame header;
  std::uint64_t at = 0;
};

class Mp3Walker {
 public:
  // Looks at [begin, end) of `file`, which must outlive the walker.
  Mp3Walker(ByteSource& file, std::uint64_t begin, std::uint64_t end) : file_(&file), at_(begin), end_(end) {}

  // The next whole frame, or nothing at the end. A frame only counts where another one of the same stream, or the
  // end, follows it, or where it continues the frame before: four chance bytes are not a frame.
  std::optional<Mp3Position> next();

  std::uint64_t skipped() const { return skipped_; }  // bytes between frames that were not a frame
  bool cut_at_end() const { return cut_at_end_; }     // the last frame's header promises more bytes than there are

 private:
  std::optional<MpegFrame> header_at(std::uint64_t at);
  bool followed(const MpegFrame& frame, std::uint64_t at);

  ByteSource* file_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::uint64_t pending_skip_ = 0;
  std::uint64_t skipped_ = 0;
  bool cut_at_end_ = false;
  bool in_step_ = false;
  std::optional<MpegFrame> stream_;
};

}  // namespace veza::transcode
