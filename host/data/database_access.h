// A database for threads that may outlive it: a handler that does not end in time finds it gone, not freed.
#pragma once
#include <shared_mutex>

#include "base/guarded.h"
#include "data/database.h"

namespace veza::data {

// [any thread] Error cancelled after close().
class DatabaseAccess {
 public:
  explicit DatabaseAccess(Database& database) : database_(&database) {}
  base::Status write(const WriteBody& body) const;
  base::Status query(std::string_view sql, Params params, const RowCallback& each) const;
  // Waits for calls under way; none reaches the database afterwards.
  void close();

 private:
  base::Guarded<Database*, std::shared_mutex> database_;
};

}  // namespace veza::data
