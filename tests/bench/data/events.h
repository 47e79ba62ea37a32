// How many events a second go through the outbox: each committed durably by a write of its own, and delivered.
#pragma once

namespace veza::bench {

// Prints events_per_second: from the first write to the last delivery, the median of some rounds.
void events(const char* folder);

}  // namespace veza::bench
