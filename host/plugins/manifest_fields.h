// Reads the fields of a JSON object one by one and says what is wrong with them in one sentence.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace veza::plugins {

// `where` begins every error: plugin "x" (/path/plugin.json).
class Fields {
 public:
  Fields(const base::Json& object, std::string where, std::string prefix = "")
      : object_(object), where_(std::move(where)), prefix_(std::move(prefix)) {}

  // The object must have no member but these; an unknown one is answered with the nearest.
  base::Status only(const std::vector<std::string>& known) const;

  // A text of `min` to `max` bytes without control characters; `otherwise` when the member is absent and min is 0.
  base::Result<std::string> text(const std::string& key, size_t min, size_t max, std::string otherwise = "") const;
  // A list, empty when absent.
  base::Result<base::Json> list(const std::string& key) const;
  // An object, empty when absent.
  base::Result<base::Json> object(const std::string& key) const;

  bool has(const std::string& key) const { return object_.contains(key); }
  const base::Json& at(const std::string& key) const { return object_.at(key); }
  std::string path(const std::string& key) const { return prefix_ + key; }
  // invalid: <where>: field "<prefix><key>" <problem>.
  tl::unexpected<base::Error> bad(const std::string& key, const std::string& problem) const;

 private:
  const base::Json& object_;
  std::string where_, prefix_;
};

}  // namespace veza::plugins
