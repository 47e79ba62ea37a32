// The tracks being converted by this host right now.
#pragma once
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <string>

namespace veza::hls {

// Any thread.
class Running {
 public:
  // A track is counted while one of these lives.
  class Mark {
   public:
    Mark(Running& running, std::string track_id) : running_(running), track_id_(std::move(track_id)) {
      const std::lock_guard lock(running_.mutex_);
      running_.tracks_.insert(track_id_);
      running_.changed_(running_.tracks_.size());
    }
    ~Mark() {
      const std::lock_guard lock(running_.mutex_);
      running_.tracks_.erase(running_.tracks_.find(track_id_));
      running_.changed_(running_.tracks_.size());
    }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;

   private:
    Running& running_;
    std::string track_id_;
  };

  // `changed` is told the new count; it must not call back.
  explicit Running(std::function<void(size_t)> changed) : changed_(std::move(changed)) {}

  bool contains(const std::string& track_id) const {
    const std::lock_guard lock(mutex_);
    return tracks_.contains(track_id);
  }

 private:
  mutable std::mutex mutex_;
  std::multiset<std::string> tracks_;
  std::function<void(size_t)> changed_;
};

}  // namespace veza::hls
