// What this plugin keeps of people: who they are at other providers, and the sessions they came in by.
#pragma once
#include "services.h"

namespace veza::oauth {

void add_privacy(Services& services);

}  // namespace veza::oauth
