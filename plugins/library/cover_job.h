// The durable job that removes a picture which is no track's cover: one that was replaced, or one whose upload never
// reached its commit. It is queued before the picture is written and taken back by the transaction that makes it the
// cover.
#pragma once
#include <string>
#include <string_view>

#include "services.h"

namespace veza::library {

// Who is being sent the old picture gets all of it.
inline constexpr int64_t replaced_cover_delay_ms = 60 * 1000;

// `cover` is Track::cover_name().
JobSpec remove_cover_job(std::string_view track_id, std::string_view cover, int64_t delay_ms,
                         std::string_view request_id);
std::string remove_cover_key(std::string_view track_id, std::string_view cover);

void add_cover_job(Services& services);  // [control]

}  // namespace veza::library
