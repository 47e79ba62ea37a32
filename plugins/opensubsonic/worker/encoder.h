// The second half of veza-stream: sound in, a stream in one format out on descriptor 1.
//
//   appsrc (S16LE, stereo, 44.1 kHz) ! audioconvert ! audioresample ! <encoder> ! (container) ! fdsink
//
// Whoever reads slowly slows everything down: descriptor 1 blocks, then add() does.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "error.h"
#include "pipeline/gst_ptr.h"

namespace veza::stream {

using transcode::Code;
using transcode::fail;
using transcode::Result;
using transcode::Status;

class Encoder {
 public:
  // Errors: internal, with the missing element's name.
  static Result<std::unique_ptr<Encoder>> start(const std::string& format, std::uint32_t bitrate);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // Interleaved stereo at 44.1 kHz; waits while the reader is behind. [one thread]
  Status add(std::span<const std::int16_t> frames);
  // After the last: waits until all is written.
  Status finish();

 private:
  Encoder() = default;
  Status build(const std::string& format, std::uint32_t bitrate);
  Status problem();

  transcode::GstPtr<GstElement> pipeline_;
  transcode::GstPtr<GstBus> bus_;
  GstElement* source_ = nullptr;
  std::uint64_t given_ = 0;  // frames
};

}  // namespace veza::stream
