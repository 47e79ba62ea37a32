// Whom a site has erased, or is about to: what must survive a restore of a backup that still has them.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "data/database.h"

namespace veza::privacy {

struct ErasedPerson {
  std::string user_id;
  bool begun = false;    // erased, or half way; else the account waits for `erase_at`
  int64_t erase_at = 0;  // epoch milliseconds
};

// Everybody the database knows of; none when it has no such table. [worker]
base::Result<std::vector<ErasedPerson>> erased_people(data::Session& session);

// Closes the accounts of those that `database`, a restored one, does not know as erased; the next server erases them
// again. Returns how many. [worker]
base::Result<size_t> erase_again(data::Database& database, const std::vector<ErasedPerson>& people, int64_t now);

}  // namespace veza::privacy
