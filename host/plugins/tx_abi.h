// veza_tx is the host's open transaction, seen from the other side.
#pragma once
#include "data/database.h"
#include "veza/abi/base.h"

namespace veza::plugins {

inline veza_tx* to_abi(data::Transaction& tx) { return reinterpret_cast<veza_tx*>(&tx); }
inline data::Transaction& from_abi(veza_tx* tx) { return *reinterpret_cast<data::Transaction*>(tx); }

}  // namespace veza::plugins
