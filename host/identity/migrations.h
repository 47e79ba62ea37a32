// The tables of accounts.
#pragma once
#include "data/migrations.h"

namespace veza::identity {

// Component "identity".
data::Component migrations();

}  // namespace veza::identity
