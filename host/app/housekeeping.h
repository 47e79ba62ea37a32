// What a site does to itself from time to time: old jobs, delivered events and ended sessions are removed.
#pragma once
#include <condition_variable>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/guarded.h"
#include "base/log.h"

namespace veza::app {

class Housekeeping {
 public:
  struct Task {
    std::string name;
    std::function<base::Status()> run;
  };
  // Runs every task soon after the start and then each hour, on a thread of its own.
  Housekeeping(std::vector<Task> tasks, base::Log log);
  ~Housekeeping();  // waits for a task that is running
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

 private:
  void loop();
  std::vector<Task> tasks_;
  base::Log log_;
  base::Guarded<bool> stopping_{false};
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace veza::app
