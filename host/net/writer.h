// Writes one Outgoing to a transport, as far as the socket takes it, and knows where it stopped.
#pragma once
#include <cstdint>
#include <string>

#include "net/outgoing.h"
#include "net/transport.h"

namespace veza::net {

class Writer {
 public:
  explicit Writer(Outgoing outgoing) : out_(std::move(outgoing)) {}

  enum class Progress {
    done,
    blocked,     // the socket is full
    yielded,     // the budget is used up; go on after the other connections had their turn
    wants_data,  // the next piece of a pull stream is needed: call supply()
    failed,
  };
  // Moves about `budget` bytes at most.
  Progress write(Transport& transport, size_t budget);

  // The pull stream to ask, and where to seek it first (nothing: go on where it is). Only after wants_data.
  const Segment::Pull& pull() const;
  std::optional<uint64_t> seek_to() const;
  // The piece that came; empty: the stream has ended. False when it ended before its declared size.
  bool supply(std::string piece);

  const Outgoing& outgoing() const { return out_; }
  uint64_t body_bytes() const { return sent_ > out_.head_size ? sent_ - out_.head_size : 0; }

 private:
  Progress write_head(Transport& transport);
  Progress write_text(Transport& transport, const Segment& segment, std::string_view bytes);
  Progress write_file(Transport& transport, const Segment& segment, size_t budget);
  Progress write_piece(Transport& transport, const Segment& segment);
  // Whether the segment with that index will be written right away.
  bool follows_at_once(size_t index) const;
  void next_segment();

  Outgoing out_;
  size_t head_at_ = 0;
  size_t index_ = 0;
  uint64_t at_ = 0;    // bytes of the current segment written (for a pull stream: supplied)
  std::string piece_;  // of a pull stream, framed if chunked
  size_t piece_at_ = 0;
  bool pull_ended_ = false;
  bool pull_started_ = false;
  uint64_t sent_ = 0;
};

}  // namespace veza::net
