// How far a backup is, as bars: one for each kind of thing it counts.
#pragma once
#include <optional>

#include "app/progress_bar.h"
#include "backup/progress.h"

namespace veza::app {

class BackupProgress {
 public:
  void show(const backup::Progress& at);

 private:
  std::optional<ProgressBar> bar_;
  backup::Progress::Unit unit_ = backup::Progress::Unit::bytes;
};

}  // namespace veza::app
