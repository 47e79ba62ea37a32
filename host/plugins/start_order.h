// Who starts when: a plugin that requires a service starts after the plugin that offers it.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "plugins/manifest.h"

namespace veza::plugins {

struct StartOrder {
  std::vector<const Manifest*> order;          // providers first; otherwise by id
  std::map<std::string, std::string> refused;  // id → why: a service nobody offers, one offered twice, a circle
};

// `host_services` are offered by the host itself. What a refused plugin offers is not there for others, so its
// dependants are refused too, with the chain named; an optional service that is missing refuses nobody.
StartOrder start_order(const std::vector<const Manifest*>& manifests, const std::vector<std::string>& host_services);

}  // namespace veza::plugins
