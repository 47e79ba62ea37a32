// The plugin's settings (plugin.json, "config") as its parts use them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include <veza/config.hpp>

namespace veza::hls {

struct Settings {
  std::string tiers;  // "low:128000,medium:256000,high:320000", as veza-transcode takes them
  bool lossless = false;
  uint32_t segment_seconds = 4;
  uint32_t concurrency = 1;
  uint32_t stall_seconds = 60;
  uint32_t max_duration_seconds = 43200;
  uint32_t worker_cpu_seconds = 3600;
  uint64_t worker_memory_bytes = 734003200;
  std::string worker;       // the program's path
  std::string scratch_dir;  // where runs write, one folder each
};

Settings read_settings(const Config& config);

// The command line of one run, without the program.
std::vector<std::string> worker_arguments(const Settings& settings, const std::string& input,
                                          const std::string& output);
// Nothing of the host's environment but what the program needs; the GStreamer registry is kept in the scratch folder.
std::vector<std::string> worker_environment(const Settings& settings);

}  // namespace veza::hls
