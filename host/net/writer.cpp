#include "net/writer.h"

#include <algorithm>
#include <cstdio>

namespace veza::net {

namespace {

Writer::Progress stalled(Io::State state) {
  return state == Io::State::blocked ? Writer::Progress::blocked : Writer::Progress::failed;
}

constexpr size_t largest_write = 256U << 10;

}  // namespace

Writer::Progress Writer::write(Transport& transport, size_t budget) {
  const uint64_t limit = sent_ + budget;
  if (head_at_ < out_.head.size()) {
    const Progress progress = write_head(transport);
    if (progress != Progress::done) return progress;
  }
  while (index_ < out_.segments.size()) {
    if (sent_ >= limit) return Progress::yielded;
    const Segment& segment = out_.segments[index_];
    Progress progress;
    if (const auto* text = std::get_if<SharedText>(&segment.source)) {
      progress = write_text(transport, segment, std::string_view(**text).substr(segment.offset, segment.size));
    } else if (std::holds_alternative<Segment::File>(segment.source)) {
      progress = write_file(transport, segment, limit - sent_);
    } else {
      progress = write_piece(transport, segment);
    }
    if (progress != Progress::done) return progress;
  }
  return Progress::done;
}

Writer::Progress Writer::write_head(Transport& transport) {
  while (head_at_ < out_.head.size()) {
    const iovec part{out_.head.data() + head_at_, out_.head.size() - head_at_};
    const Io io = transport.write(&part, 1, follows_at_once(0));
    if (io.state != Io::State::ok) return stalled(io.state);
    head_at_ += io.size;
    sent_ += io.size;
  }
  return Progress::done;
}

Writer::Progress Writer::write_text(Transport& transport, const Segment& segment, std::string_view bytes) {
  if (at_ < segment.size) {
    const std::string_view rest = bytes.substr(at_, largest_write);
    const iovec part{const_cast<char*>(rest.data()), rest.size()};
    const Io io = transport.write(&part, 1, follows_at_once(index_ + 1));
    if (io.state != Io::State::ok) return stalled(io.state);
    at_ += io.size;
    sent_ += io.size;
  }
  if (at_ >= segment.size) next_segment();
  return Progress::done;
}

Writer::Progress Writer::write_file(Transport& transport, const Segment& segment, size_t budget) {
  const auto size = static_cast<size_t>(std::min<uint64_t>(segment.size - at_, budget));
  const Io io = transport.send_file(std::get<Segment::File>(segment.source)->get(), segment.offset + at_, size);
  if (io.state != Io::State::ok) return stalled(io.state);
  at_ += io.size;
  sent_ += io.size;
  if (at_ >= segment.size) next_segment();
  return Progress::done;
}

Writer::Progress Writer::write_piece(Transport& transport, const Segment& segment) {
  if (piece_at_ == piece_.size()) {
    if (pull_ended_ || at_ == segment.size) {
      next_segment();
      return Progress::done;
    }
    return Progress::wants_data;
  }
  const iovec part{piece_.data() + piece_at_, piece_.size() - piece_at_};
  const Io io = transport.write(&part, 1, false);
  if (io.state != Io::State::ok) return stalled(io.state);
  piece_at_ += io.size;
  sent_ += io.size;
  return Progress::done;
}

bool Writer::follows_at_once(size_t index) const {
  return index < out_.segments.size() && !std::holds_alternative<Segment::Pull>(out_.segments[index].source);
}

void Writer::next_segment() {
  ++index_;
  at_ = 0;
  pull_ended_ = pull_started_ = false;
}

const Segment::Pull& Writer::pull() const { return std::get<Segment::Pull>(out_.segments[index_].source); }

std::optional<uint64_t> Writer::seek_to() const {
  if (pull_started_ || !pull()->seek) return std::nullopt;
  return out_.segments[index_].offset;
}

bool Writer::supply(std::string piece) {
  const Segment& segment = out_.segments[index_];
  pull_started_ = true;
  pull_ended_ = piece.empty();
  if (segment.size != Segment::until_end) {
    if (piece.empty() && at_ < segment.size) return false;
    if (piece.size() > segment.size - at_) piece.resize(segment.size - at_);
  }
  at_ += piece.size();
  piece_at_ = 0;
  if (out_.chunked) {
    char size[24];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    piece_ = size + piece + "\r\n";
  } else {
    piece_ = std::move(piece);
  }
  return true;
}

}  // namespace veza::net
