// What unfinished uploads keep of people.
#pragma once
#include "services.h"

namespace veza::library {

void write_uploads(const Services& services, std::string_view user_id, const Export& out);
// True when there is more.
bool erase_uploads(const Services& services, const Tx& tx, std::string_view user_id);

}  // namespace veza::library
