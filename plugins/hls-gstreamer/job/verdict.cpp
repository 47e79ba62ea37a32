#include "job/verdict.h"

#include <cstring>

namespace veza::hls {

Outcome verdict(const ProcessEnd& end, const std::optional<SourceEvent>& source, const std::optional<DoneEvent>& done,
                const std::optional<ErrorEvent>& error) {
  using Kind = Outcome::Kind;
  if (end.signal == 0 && end.code == 0 && done && source && !error) {
    return {Kind::done,
            {},
            {},
            {{"duration_ms", done->duration_ms},
             {"sample_rate", source->sample_rate},
             {"channels", source->channels},
             {"loudness", done->loudness}}};
  }
  if (end.signal == 0 && end.code == 1 && error) return {Kind::media_fault, error->message, error->detail, {}};
  if (end.signal != 0) {
    const char* name = ::sigabbrev_np(end.signal);
    const std::string signal = name ? "SIG" + std::string(name) : "signal " + std::to_string(end.signal);
    return {Kind::stopped, "The converter was stopped (" + signal + ").", error ? error->detail : "", {}};
  }
  if (error) return {Kind::stopped, error->message, error->detail, {}};
  return {Kind::stopped, "The converter was stopped (status " + std::to_string(end.code) + ").", "", {}};
}

}  // namespace veza::hls
