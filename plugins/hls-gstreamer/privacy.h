// What the converter keeps of people: which of their tracks it converted. It is gone when the library's tracks are;
// what is exported is how far each came, as the tracks themselves are the library's to give.
#pragma once
#include "services.h"

namespace veza::hls {

void add_privacy(Services& services);

}  // namespace veza::hls
