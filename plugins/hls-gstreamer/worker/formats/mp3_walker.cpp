#include "formats/mp3_walker.h"

#include <array>

namespace veza::transcode {

std::optional<MpegFrame> Mp3Walker::header_at(std::uint64_t at) {
  std::array<std::uint8_t, 4> bytes{};
  if (at + bytes.size() > end_ || file_->read(at, bytes) != bytes.size()) return std::nullopt;
  return parse_mpeg_header(bytes);
}

bool Mp3Walker::followed(const MpegFrame& frame, std::uint64_t at) {
  const std::uint64_t after = at + frame.bytes;
  if (after == end_) return true;
  const auto next = header_at(after);
  return next && next->same_stream(frame);
}

std::optional<Mp3Position> Mp3Walker::next() {
  while (at_ + 4 <= end_) {
    const auto frame = header_at(at_);
    const bool right = frame && (!stream_ || frame->same_stream(*stream_));
    if (right && at_ + frame->bytes > end_) {
      if (in_step_) {
        cut_at_end_ = true;
        return std::nullopt;
      }
    } else if (right && (in_step_ || followed(*frame, at_))) {
      const Mp3Position found{*frame, at_};
      if (stream_) skipped_ += pending_skip_;
      pending_skip_ = 0;
      stream_ = frame;
      in_step_ = true;
      at_ += frame->bytes;
      return found;
    }
    in_step_ = false;
    ++pending_skip_;
    ++at_;
  }
  return std::nullopt;
}

}  // namespace veza::transcode
