// What this plugin keeps of people: the passwords of their apps, and what those starred, rated and left off at.
#pragma once
#include "services.h"

namespace veza::opensubsonic {

void add_privacy(Services& services);

}  // namespace veza::opensubsonic
