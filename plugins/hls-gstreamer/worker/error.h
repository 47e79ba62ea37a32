// What can go wrong with a file, as values. The code tells a program what to do; the message tells the uploader.
#pragma once
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace veza::transcode {

enum class Code {
  truncated,       // the file ends before the length it declares
  unsupported,     // audio, but of a kind this build does not decode
  not_audio,       // something else altogether
  empty,           // no bytes, or no samples
  no_audio_track,  // a container without sound (pictures only, video only)
  corrupt,         // audio whose bytes do not decode
  too_long,        // longer than the site allows
  limit,           // processor time or memory ran out
  io,              // reading the input or writing the output failed
  internal,        // a fault of ours or of the machine
};

// As written in the progress lines: "no_audio_track".
std::string_view name(Code code);

// 1 for faults of the file, 3 for faults that may pass (io, internal): see README.md, "Exit status".
int exit_status(Code code);

struct Error {
  Code code = Code::internal;
  std::string message;  // one sentence for a person
  std::string detail;   // for the log: element names, offsets, numbers; may be empty
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Code code, std::string message, std::string detail = {}) {
  return tl::unexpected<Error>(Error{code, std::move(message), std::move(detail)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace veza::transcode
