#include "routes/upload_form.h"

#include <algorithm>
#include <array>

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr std::array<std::string_view, 5> fields{"title", "artist", "album", "genre", "visibility"};
constexpr size_t max_field = 4096;

std::string size_text(uint64_t bytes) {
  constexpr uint64_t mebibyte = 1 << 20;
  return bytes % mebibyte == 0 ? std::to_string(bytes / mebibyte) + " MiB" : std::to_string(bytes) + " bytes";
}

}  // namespace

UploadForm read_upload_form(const std::vector<Part>& parts, const std::function<std::string_view(const Part&)>& content,
                            uint64_t limit) {
  UploadForm out;
  Problems problems;
  Json given = Json::object();
  int files = 0;
  for (const Part& part : parts) {
    if (part.name == "file") {
      if (++files == 1) out.file = part;
      continue;
    }
    if (std::find(fields.begin(), fields.end(), part.name) == fields.end()) {
      problems.push_back({clean_text(part.name, 60), "is not a field of this form"});
    } else if (given.contains(part.name)) {
      problems.push_back({part.name, "is there more than once"});
    } else if (part.size > max_field) {
      problems.push_back({part.name, "is too long"});
    } else if (part.size > 0) {
      given[part.name] = std::string(content(part));
    }
  }
  if (files == 0) {
    problems.push_back({"file", "is missing"});
  } else if (files > 1) {
    problems.push_back({"file", "is there more than once; upload one track at a time"});
  } else if (!out.file.has_filename) {
    problems.push_back({"file", "must be a file with a name"});
  }
  out.fields = parse_changes(given, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  if (out.file.size > limit) {
    throw HttpError(413, "too_large", "The file is larger than the " + size_text(limit) + " this site takes.");
  }
  return out;
}

}  // namespace veza::library
