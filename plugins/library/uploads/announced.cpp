#include "uploads/announced.h"

#include <algorithm>
#include <array>

#include "rules/text.h"
#include "uploads/tus_fields.h"

namespace veza::library {
namespace {

constexpr std::array<std::string_view, 5> fields{"title", "artist", "album", "genre", "visibility"};
constexpr std::array<std::string_view, 7> known{"filename",     "name",        "filetype",    "type",
                                                "relativePath", "contentType", "lastModified"};

template <class List>
bool has(const List& list, std::string_view key) {
  return std::find(list.begin(), list.end(), key) != list.end();
}

}  // namespace

Announced announced(std::string_view metadata) {
  const auto pairs = tus::parse_metadata(metadata);
  if (!pairs) {
    throw HttpError(400, "malformed_metadata", "Upload-Metadata must be pairs \"key base64\", separated by commas.");
  }
  Announced out;
  Problems problems;
  Json given = Json::object();
  for (const auto& [key, value] : *pairs) {
    if (has(fields, key)) {
      if (!value.empty()) given[key] = value;
    } else if (!has(known, key)) {
      problems.push_back({clean_text(key, 60), "is not a field of an upload"});
    }
  }
  out.fields = parse_changes(given, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  for (const auto* name : {"name", "filename"}) {
    if (const auto found = pairs->find(name); found != pairs->end() && !found->second.empty()) {
      out.file_name = found->second;
    }
  }
  return out;
}

}  // namespace veza::library
