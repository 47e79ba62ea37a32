// How much a member may keep here: the originals of the tracks, and what is announced by uploads on their way. Files
// that a folder import left where they are do not count.
#pragma once
#include <string_view>

#include "services.h"

namespace veza::library {

struct Storage {
  int64_t stored = 0, on_their_way = 0;  // bytes
  int64_t used() const { return stored + on_their_way; }
};

Storage storage_of(const Services& services, std::string_view owner_id);

// Throws HttpError 413 quota_exceeded when `bytes` more are over the site's limit for one member. Claims of one member
// happen one after the other, so two uploads at once cannot both take what is left. In the transaction that adds them.
void claim_storage(const Services& services, const Tx& tx, std::string_view owner_id, int64_t bytes);

void add_quota_route(Services& services);  // GET /me/quota

}  // namespace veza::library
