// The roles in force on this host: what is declared here and what the database says, as the table of the moment.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "data/database.h"
#include "identity/role_table.h"

namespace veza::identity {

// Any thread.
class RoleBook {
 public:
  // Holds the host's permissions and none of the site's roles until reload().
  explicit RoleBook(data::Database& db);

  // The table of the moment; keep it for one decision, not longer.
  RoleTablePtr table() const;
  // What the table would be with these roles of the site: for a decision inside a transaction.
  RoleTable with(const std::vector<CustomRole>& custom) const;
  // Changes with every table: what was worked out from another one is out of date. One atomic read.
  uint64_t generation() const { return generation_.load(std::memory_order_acquire); }

  // A plugin's permissions join the table. Errors (conflict): one of them is declared by somebody else, who is named.
  base::Status declare(const std::string& owner, std::vector<Permission> permissions);
  void withdraw(const std::string& owner);

  // Who else must know when what roles of the site may do has changed, here or on another host: each is called with the
  // names, on the thread that learned of it. Added before the first request.
  using Tell = std::function<void(const std::vector<std::string>& roles)>;
  void on_roles_changed(Tell tell) { tells_.push_back(std::move(tell)); }

  // Reads the site's roles; a table is only made when they have changed. [worker]
  base::Status reload();

 private:
  struct State {
    std::map<std::string, std::vector<Permission>> declared;  // by owner
    std::vector<CustomRole> custom;
    RoleTablePtr table;
  };
  void rebuild(State& state);

  data::Database& db_;
  std::vector<Tell> tells_;
  base::Guarded<State> state_;
  std::atomic<uint64_t> generation_{0};
};

}  // namespace veza::identity
