#include "backup/lease.h"

#include "base/id.h"

namespace veza::backup {
namespace {

using base::Code;

base::Status taken_by_another(data::Database& database) {
  const auto row = database.row("SELECT what, taken_at FROM backup_lease WHERE id = 1");
  if (!row) return base::fail(row.error());
  if (!*row) return base::fail(Code::conflict, "another backup is being made or removed; try again when it is done");
  return base::fail(Code::conflict,
                    (**row)[0].string() + " runs since " + base::rfc3339((**row)[1].integer()) +
                        "; try again when it is done (one that was killed is forgotten after a minute)");
}

}  // namespace

Lease::Lease(data::Database& database, std::string holder, base::Clock clock)
    : database_(database),
      holder_(std::move(holder)),
      clock_(std::move(clock)),
      renewer_([this] { renew_until_released(); }) {}

base::Result<std::unique_ptr<Lease>> Lease::take(data::Database& database, const std::string& what,
                                                 const base::Clock& clock) {
  const std::string holder = base::new_id();
  int64_t taken = 0;
  auto status = database.write([&](data::Transaction& tx) -> base::Status {
    const int64_t now = clock();
    auto changed = tx.execute(
        "INSERT INTO backup_lease (id, holder, what, taken_at, until_at) VALUES (1, $1, $2, $3, $4) ON CONFLICT (id) "
        "DO UPDATE SET holder = excluded.holder, what = excluded.what, taken_at = excluded.taken_at, until_at = "
        "excluded.until_at WHERE backup_lease.until_at <= excluded.taken_at",
        {holder, what, now, now + length_ms});
    if (!changed) return base::fail(changed.error());
    taken = *changed;
    return {};
  });
  if (!status) return base::fail_while("taking the turn for " + what, status.error());
  if (taken == 0) return base::fail(taken_by_another(database).error());
  return std::unique_ptr<Lease>(new Lease(database, holder, clock));
}

Lease::~Lease() {
  released_.with([](bool& released) { released = true; });
  wake_.notify_all();
  renewer_.join();
  // What cannot be removed ends by itself.
  (void)database_.write([&](data::Transaction& tx) -> base::Status {
    auto removed = tx.execute("DELETE FROM backup_lease WHERE holder = $1", {holder_});
    return removed ? base::Status() : base::fail(removed.error());
  });
}

base::Status Lease::still_held() {
  bool held = false;
  auto status = database_.write([&](data::Transaction& tx) -> base::Status {
    auto renewed =
        tx.execute("UPDATE backup_lease SET until_at = $2 WHERE holder = $1", {holder_, clock_() + length_ms});
    if (!renewed) return base::fail(renewed.error());
    held = *renewed > 0;
    return {};
  });
  if (!status) return status;
  if (held) return {};
  return base::fail(Code::conflict, "this host stood still for so long that another took its turn; run it again");
}

void Lease::renew_until_released() {
  for (;;) {
    const bool released = released_.with_lock([&](bool& done, auto& lock) {
      return wake_.wait_for(lock, std::chrono::milliseconds(length_ms / 4), [&] { return done; });
    });
    if (released) return;
    // A fault shows in still_held().
    (void)still_held();
  }
}

}  // namespace veza::backup
