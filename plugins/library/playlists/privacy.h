// What playlists, likes and the history keep of somebody.
#pragma once
#include "services.h"

namespace veza::library {

// playlists.json, likes.json, history.json and following.json. [worker of its own]
void write_listening(const Services& services, std::string_view user_id, const Export& out);

// Takes away some of it; true when there is more. What others put into the playlists goes with them, and what was put
// into the playlists of others stays without a name.
bool erase_listening(const Services& services, const Tx& tx, std::string_view user_id);

}  // namespace veza::library
