#include "privacy/erased_people.h"

#include <algorithm>

#include "data/schema.h"

namespace veza::privacy {

base::Result<std::vector<ErasedPerson>> erased_people(data::Session& session) {
  std::vector<ErasedPerson> people;
  const auto tables = data::tables(session);
  if (!tables) return base::fail(tables.error());
  const bool known =
      std::any_of(tables->begin(), tables->end(), [](const auto& table) { return table.name == "privacy_erasures"; });
  if (!known) return people;
  auto read = session.query("SELECT user_id, state, erase_at FROM privacy_erasures ORDER BY user_id", {},
                            [&](const data::RowView& row) -> base::Status {
                              people.push_back({row[0].string(), row[1].text() != "waiting", row[2].integer()});
                              return {};
                            });
  if (!read) return base::fail_while("reading who is erased", read.error());
  return people;
}

base::Result<size_t> erase_again(data::Database& database, const std::vector<ErasedPerson>& people, int64_t now) {
  size_t count = 0;
  auto done = database.write([&](data::Transaction& tx) -> base::Status {
    count = 0;
    for (const auto& person : people) {
      // Whoever was erased before the backup was made is not in it.
      auto closed = tx.execute(
          "INSERT INTO privacy_erasures (user_id, state, requested_at, erase_at) VALUES ($1, 'waiting', $2, $3) "
          "ON CONFLICT (user_id) DO UPDATE SET erase_at = excluded.erase_at WHERE privacy_erasures.state = 'waiting' "
          "AND privacy_erasures.erase_at > excluded.erase_at",
          {person.user_id, now, person.begun ? now : person.erase_at});
      if (!closed) return base::fail(closed.error());
      count += static_cast<size_t>(*closed);
    }
    return {};
  });
  if (!done) return base::fail_while("closing accounts that had been erased", done.error());
  return count;
}

}  // namespace veza::privacy
