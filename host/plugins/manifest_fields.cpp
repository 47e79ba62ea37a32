#include "plugins/manifest_fields.h"

#include <algorithm>

#include "base/text.h"

namespace veza::plugins {

using base::Code;

base::Status Fields::only(const std::vector<std::string>& known) const {
  for (const auto& [key, value] : object_.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const auto near = base::nearest(key, known);
    return bad(key, near.empty() ? "is not known" : "is not known; did you mean \"" + near + "\"?");
  }
  return {};
}

base::Result<std::string> Fields::text(const std::string& key, size_t min, size_t max, std::string otherwise) const {
  if (!has(key)) {
    if (min > 0) return bad(key, "is missing");
    return otherwise;
  }
  const auto& value = at(key);
  if (!value.is_string()) return bad(key, "must be a text");
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() < min || text.size() > max) {
    return bad(key, "must be of " + std::to_string(min) + " to " + std::to_string(max) + " bytes");
  }
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; })) {
    return bad(key, "must not hold control characters");
  }
  return text;
}

base::Result<base::Json> Fields::list(const std::string& key) const {
  if (!has(key)) return base::Json::array();
  if (!at(key).is_array()) return bad(key, "must be a list");
  if (at(key).size() > 100) return bad(key, "must not have more than 100 items");
  return at(key);
}

base::Result<base::Json> Fields::object(const std::string& key) const {
  if (!has(key)) return base::Json::object();
  if (!at(key).is_object()) return bad(key, "must be an object");
  return at(key);
}

tl::unexpected<base::Error> Fields::bad(const std::string& key, const std::string& problem) const {
  // A key comes from the file: shown short and without what would break a log line.
  std::string shown = prefix_ + key.substr(0, 60);
  std::replace_if(
      shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return base::fail(Code::invalid, where_ + ": field \"" + shown + "\" " + problem);
}

}  // namespace veza::plugins
