// Likes, plays, history and following over HTTP. [control]
#pragma once
#include "services.h"

namespace veza::library {

void add_listening_routes(Services& services);

}  // namespace veza::library
