#include "app/backup_progress.h"

namespace veza::app {

void BackupProgress::show(const backup::Progress& at) {
  if (!bar_ || unit_ != at.unit) {
    unit_ = at.unit;
    bar_.reset();
    const bool rows = at.unit == backup::Progress::Unit::rows;
    bar_.emplace(rows ? [](uint64_t count) { return std::to_string(count); } : &ProgressBar::bytes);
  }
  bar_->show(at.done, at.total, at.what);
}

}  // namespace veza::app
