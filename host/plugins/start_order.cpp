#include "plugins/start_order.h"

#include <algorithm>
#include <set>

namespace veza::plugins {
namespace {

class Sorter {
 public:
  Sorter(const std::vector<const Manifest*>& manifests, const std::vector<std::string>& host_services)
      : manifests_(manifests), host_services_(host_services.begin(), host_services.end()) {
    std::sort(manifests_.begin(), manifests_.end(), [](auto* a, auto* b) { return a->id < b->id; });
  }

  StartOrder run() {
    for (const auto* manifest : manifests_) {
      for (const auto& service : manifest->offers) {
        const auto [place, first] = providers_.emplace(service, manifest);
        if (host_services_.contains(service)) {
          refuse(*manifest, "it offers " + service + ", which the host offers itself");
        } else if (!first) {
          refuse(*manifest, "it offers " + service + ", which plugin \"" + place->second->id + "\" offers already");
        }
      }
    }
    for (const auto* manifest : manifests_) visit(*manifest);
    return std::move(result_);
  }

 private:
  void refuse(const Manifest& manifest, const std::string& why) { result_.refused.emplace(manifest.id, why); }

  // Depth first; true when the plugin can start.
  bool visit(const Manifest& manifest) {
    if (result_.refused.contains(manifest.id)) return false;
    if (done_.contains(manifest.id)) return true;
    path_.push_back(&manifest);
    const bool good = std::all_of(manifest.requirements.begin(), manifest.requirements.end(),
                                  [&](const Requirement& requirement) { return resolve(manifest, requirement); });
    path_.pop_back();
    if (!good) return false;
    done_.insert(manifest.id);
    result_.order.push_back(&manifest);
    return true;
  }

  bool resolve(const Manifest& manifest, const Requirement& requirement) {
    if (host_services_.contains(requirement.service)) return true;
    const auto provider = providers_.find(requirement.service);
    if (provider == providers_.end()) {
      if (requirement.optional) return true;
      refuse(manifest, "it requires " + requirement.service + ", which neither the host nor another plugin offers");
      return false;
    }
    if (std::find(path_.begin(), path_.end(), provider->second) != path_.end()) {
      // An optional service that closes a circle is simply not there yet when this plugin starts.
      if (requirement.optional) return true;
      refuse(manifest, "it requires " + requirement.service + " of plugin \"" + provider->second->id +
                           "\", which in turn requires it: a circle");
      return false;
    }
    if (visit(*provider->second) || requirement.optional) return !result_.refused.contains(manifest.id);
    refuse(manifest,
           "it requires " + requirement.service + " of plugin \"" + provider->second->id + "\", which is disabled");
    return false;
  }

  std::vector<const Manifest*> manifests_;
  std::set<std::string> host_services_;
  std::map<std::string, const Manifest*> providers_;
  std::vector<const Manifest*> path_;
  std::set<std::string> done_;
  StartOrder result_;
};

}  // namespace

StartOrder start_order(const std::vector<const Manifest*>& manifests, const std::vector<std::string>& host_services) {
  return Sorter(manifests, host_services).run();
}

}  // namespace veza::plugins
