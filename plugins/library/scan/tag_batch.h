// What many files say of themselves, read by the program that reads tags.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "media/metadata.h"

namespace veza::library::scan {

struct FileReading {
  std::optional<Format> format;  // nothing: the file is no music, and `problem` says what it is
  Metadata metadata;
  std::string problem;            // reads on after "it": "is a ZIP archive", "could not be read"
  std::string cover, cover_type;  // empty without one
};

// Runs veza-tags over all of `paths`, in one process for as long as it lives: a file at which it ends, or takes longer
// than ten seconds, costs that file only, and another process goes on behind it. `scratch` is a folder of the caller's
// own. The answers are in the order of the paths; fewer when `stop` said so in between. Throws std::system_error when
// the program cannot be started. [worker]
std::vector<FileReading> read_tag_batch(const std::string& program, const std::vector<std::string>& paths,
                                        const std::string& scratch, const std::function<bool()>& stop);

}  // namespace veza::library::scan
