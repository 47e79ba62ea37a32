// The services plugins offer to each other.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/guarded.h"

namespace veza::plugins {

// Any thread.
class Offers {
 public:
  // Errors (conflict): another plugin offers it; both are named.
  base::Status add(const std::string& service, const std::string& owner, const void* table);
  // Null when nobody offers it.
  const void* find(std::string_view service) const;
  void remove_owner(std::string_view owner);

 private:
  struct Offer {
    std::string owner;
    const void* table;
  };
  base::Guarded<std::map<std::string, Offer, std::less<>>> offers_;
};

}  // namespace veza::plugins
