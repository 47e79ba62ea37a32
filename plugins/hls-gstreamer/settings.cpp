#include "settings.h"

#include <algorithm>
#include <set>
#include <thread>

namespace veza::hls {

Settings read_settings(const Config& config) {
  Settings out;
  std::set<std::string> names{"lossless"};
  for (const auto& tier : config.get<std::vector<std::string>>("tiers")) {
    if (!names.insert(tier.substr(0, tier.find(':'))).second)
      throw Error(VEZA_E_INVALID, "the setting tiers names " + tier.substr(0, tier.find(':')) +
                                      " twice (lossless is a tier of its own)");
    out.tiers += (out.tiers.empty() ? "" : ",") + tier;
  }
  out.lossless = config.get<bool>("lossless");
  out.segment_seconds = config.get<uint32_t>("segment_seconds");
  out.concurrency = config.get<uint32_t>("concurrency");
  if (out.concurrency == 0) out.concurrency = std::max(1U, std::thread::hardware_concurrency() / 2);
  out.stall_seconds = config.get<uint32_t>("stall_seconds");
  out.max_duration_seconds = config.get<uint32_t>("max_duration_seconds");
  out.worker_cpu_seconds = config.get<uint32_t>("worker_cpu_seconds");
  out.worker_memory_bytes = config.get<uint64_t>("worker_memory_bytes");
  out.worker = config.libexec_dir() + "/veza-transcode";
  out.scratch_dir = config.scratch_dir();
  return out;
}

std::vector<std::string> worker_arguments(const Settings& settings, const std::string& input,
                                          const std::string& output) {
  std::vector<std::string> out{"--input",
                               input,
                               "--output",
                               output,
                               "--tiers",
                               settings.tiers,
                               "--segment-seconds",
                               std::to_string(settings.segment_seconds),
                               "--stall-seconds",
                               std::to_string(settings.stall_seconds),
                               "--max-duration-seconds",
                               std::to_string(settings.max_duration_seconds),
                               "--cpu-seconds",
                               std::to_string(settings.worker_cpu_seconds),
                               "--max-memory",
                               std::to_string(settings.worker_memory_bytes)};
  if (settings.lossless) out.emplace_back("--lossless");
  return out;
}

std::vector<std::string> worker_environment(const Settings& settings) {
  return {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + settings.scratch_dir,
          "GST_REGISTRY=" + settings.scratch_dir + "/gst-registry.bin"};
}

}  // namespace veza::hls
