// /rest/<method>: from parameters to an answer in the form the app asked for.
#pragma once
#include "methods/method.h"
#include "services.h"

namespace veza::opensubsonic {

void add_rest_routes(Services& services);

}  // namespace veza::opensubsonic
