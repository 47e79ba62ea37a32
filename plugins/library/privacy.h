// What the library keeps of people: their tracks. Exported as tracks.json with the files, erased with them.
#pragma once
#include "services.h"

namespace veza::library {

void add_privacy(Services& services);

}  // namespace veza::library
