#include "rules/batch.h"

#include <algorithm>

#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

void read_ids(const Json& value, Batch& out, Problems& problems) {
  if (!value.is_array() || value.empty() || value.size() > max_batch) {
    return problems.push_back({"ids", "must be a list of 1 to " + std::to_string(max_batch) + " ids"});
  }
  for (const auto& id : value) {
    if (!id.is_string() || !is_id(id.get_ref<const std::string&>())) {
      return problems.push_back({"ids", "has an entry that is no track's id"});
    }
    out.ids.push_back(id.get<std::string>());
  }
  std::sort(out.ids.begin(), out.ids.end());
  if (std::adjacent_find(out.ids.begin(), out.ids.end()) != out.ids.end()) {
    problems.push_back({"ids", "names a track twice"});
  }
}

}  // namespace

Batch parse_batch(const Json& object, Problems& problems) {
  Batch out;
  bool changing = false;
  for (const auto& [field, value] : object.items()) {
    if (field == "ids") {
      read_ids(value, out, problems);
    } else if (field == "delete") {
      out.remove = value.is_boolean() && value.get<bool>();
      if (!out.remove) problems.push_back({"delete", "must be true, or left out"});
    } else if (field == "changes") {
      changing = true;
      if (!value.is_object()) {
        problems.push_back({"changes", "must be an object with the fields to change"});
      } else {
        out.changes = parse_changes(value, problems);
        if (value.empty()) problems.push_back({"changes", "must name a field"});
      }
    } else {
      problems.push_back({clean_text(field, 60), "is not a field of this request"});
    }
  }
  if (!object.contains("ids")) problems.push_back({"ids", "is missing"});
  if (changing == object.contains("delete")) {
    problems.push_back({"changes", changing ? "cannot be there together with delete" : "is missing, as is delete"});
  }
  return out;
}

}  // namespace veza::library
