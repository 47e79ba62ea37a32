// What a converter's end means, from everything it said and how it exited. A plain rule.
#pragma once
#include <optional>

#include "job/transcode.h"

namespace veza::hls {

struct ProcessEnd {
  int code = 0;
  int signal = 0;  // 0: it exited by itself
};

//   exit 0 after "done"          done
//   exit 1 with "error"          the file is at fault; its sentence
//   anything else                stopped: worth another try, with "error"'s sentence, or the signal or status
Outcome verdict(const ProcessEnd& end, const std::optional<SourceEvent>& source, const std::optional<DoneEvent>& done,
                const std::optional<ErrorEvent>& error);

}  // namespace veza::hls
