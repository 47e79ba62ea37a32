// What the caller has starred and rated, looked up once for an answer.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>

#include "site/site.h"

namespace veza::opensubsonic {

class Marks {
 public:
  // Reads nothing for a caller who may not see what they listen to.
  explicit Marks(const Site& site);

  // RFC 3339; nothing when it is not starred. `id` is as apps see it ("al-…").
  std::optional<std::string> starred(const std::string& id) const;
  std::optional<int64_t> rating(const std::string& id) const;

 private:
  std::map<std::string, std::string> starred_;
  std::map<std::string, int64_t> ratings_;
};

}  // namespace veza::opensubsonic
