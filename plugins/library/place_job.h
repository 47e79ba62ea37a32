// The job that brings tracks of an older version into the tables of artists, albums and tags, and writes their keys as
// this version folds them. Queued when the plugin starts and there is such a track; goes on where it was interrupted.
#pragma once
#include "services.h"

namespace veza::library {

void add_place_job(Services& services);  // [control]

}  // namespace veza::library
