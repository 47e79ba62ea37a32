#include "error.h"

namespace veza::transcode {

std::string_view name(Code code) {
  switch (code) {
    case Code::truncated:
      return "truncated";
    case Code::unsupported:
      return "unsupported";
    case Code::not_audio:
      return "not_audio";
    case Code::empty:
      return "empty";
    case Code::no_audio_track:
      return "no_audio_track";
    case Code::corrupt:
      return "corrupt";
    case Code::too_long:
      return "too_long";
    case Code::limit:
      return "limit";
    case Code::io:
      return "io";
    case Code::internal:
      return "internal";
  }
  return "internal";
}

int exit_status(Code code) { return code == Code::io || code == Code::internal ? 3 : 1; }

}  // namespace veza::transcode
