// What keeps the index good in the long run, by the clock: plays are carried into the documents every ten minutes, and
// at night the words that no document has any more are forgotten.
#pragma once
#include "services.h"

namespace veza::library {

void add_upkeep_jobs(Services& services);  // [control]

// Up to `most` of the tracks that were played since. How many they were. [worker]
int64_t carry_plays(const Db& db, int64_t most);

// Looks at up to `most` words after `after` and removes those that no listed document has. The last one it looked at;
// empty: there are no more. [worker]
std::string sweep_words(const Db& db, std::string_view after, int64_t most);

}  // namespace veza::library
