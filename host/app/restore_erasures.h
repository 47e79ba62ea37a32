// People who were erased stay so when a backup from before is restored: who they are is gathered before the restore
// touches anything, kept in a file of the data folder while it runs, and told to the restored database.
#pragma once
#include <string>
#include <vector>

#include "backup/repository.h"
#include "data/database.h"
#include "privacy/erased_people.h"

namespace veza::app {

class RestoreErasures {
 public:
  // From every backup of the repository, from `current` (the site's database as it is, or null), and from a restore
  // into `folder` that was cut short.
  static base::Result<RestoreErasures> gather(const backup::Repository& repository, data::Database* current,
                                              const std::string& folder);
  // Closes their accounts again in the restored database; the next server erases them. Returns how many.
  base::Result<size_t> apply(data::Database& restored) const;
  // The restore is finished. (A file that stays counts for nothing without one that was cut short.)
  void forget() const;

 private:
  explicit RestoreErasures(std::string file) : file_(std::move(file)) {}
  std::string file_;
  std::vector<privacy::ErasedPerson> people_;
};

}  // namespace veza::app
