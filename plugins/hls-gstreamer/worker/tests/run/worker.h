// Runs the real veza-transcode.
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace veza::transcode {

struct WorkerRun {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  std::vector<nlohmann::json> events;

  // The last event; {} when there was none.
  nlohmann::json last() const { return events.empty() ? nlohmann::json::object() : events.back(); }
  // Events of one kind, of one tier when given.
  std::vector<nlohmann::json> of(const std::string& event, const std::string& tier = {}) const;
};

// Waits for the end. `on_event` may end the run with kill(2): it gets the pid.
WorkerRun run_worker(const std::vector<std::string>& arguments,
                     const std::function<void(const nlohmann::json&, int pid)>& on_event = {});

// A program's standard output; fails the test when it does not end with 0.
std::string output_of(const std::string& command);

}  // namespace veza::transcode
