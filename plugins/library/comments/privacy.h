// What somebody wrote: comments.json in their export, gone with them.
#pragma once
#include "services.h"

namespace veza::library {

void write_comments(const Services& services, std::string_view user_id, const Export& out);
// True when there is more. Answers to theirs go too.
bool erase_comments(const Services& services, const Tx& tx, std::string_view user_id);

}  // namespace veza::library
