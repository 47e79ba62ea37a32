// The plugin's settings, read once.
#pragma once
#include <string>
#include <vector>

#include <veza/json.hpp>

#include "provider/provider.h"
#include "rules/networks.h"

namespace veza::oauth {

// Sign-in by a header of a proxy that has found out who somebody is.
struct ProxySettings {
  std::string header;  // its value is a username or e-mail address; empty: off
  std::vector<Network> networks;
};

struct Settings {
  std::vector<Provider> providers;  // the sound ones, in the order of the setting
  ProxySettings proxy;
  std::vector<std::string> faults;  // one sentence each: what was left out, and why
};

// Never throws for what a site's admin wrote: a wrong entry is left out with a sentence.
Settings read_settings(const Json& settings, ReadFile read_file);

}  // namespace veza::oauth
