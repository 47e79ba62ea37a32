#include "rules/changes.h"

#include "rules/text.h"

namespace veza::library {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  void text(const std::string& field, const Json& value, size_t max, std::optional<std::optional<std::string>>& out) {
    if (value.is_null()) {
      out.emplace(std::nullopt);
      return;
    }
    if (!value.is_string()) return problem(field, "must be text or null");
    const auto kept = trim(value.get_ref<const std::string&>());
    if (auto why = text_problem(kept, max); !why.empty()) return problem(field, why);
    out.emplace(kept.empty() ? std::nullopt : std::optional<std::string>(kept));
  }
  void number(const std::string& field, const Json& value, int64_t max, std::optional<std::optional<int64_t>>& out) {
    if (value.is_null()) {
      out.emplace(std::nullopt);
      return;
    }
    const bool fits = value.is_number_integer() && !(value.is_number_unsigned() && value.get<uint64_t>() > 1000000) &&
                      value.get<int64_t>() >= 1 && value.get<int64_t>() <= max;
    if (!fits) return problem(field, "must be a whole number from 1 to " + std::to_string(max) + ", or null");
    out.emplace(value.get<int64_t>());
  }
  void title(const Json& value, std::optional<std::string>& out) {
    std::optional<std::optional<std::string>> read;
    if (value.is_null()) return problem("title", "must not be empty");
    text("title", value, max_title, read);
    if (!read) return;
    if (!*read) return problem("title", "must not be empty");
    out = std::move(**read);
  }
  void visibility(const Json& value, std::optional<bool>& out) {
    if (value == "public") {
      out = true;
    } else if (value == "private") {
      out = false;
    } else {
      problem("visibility", "must be \"public\" or \"private\"");
    }
  }
  void problem(const std::string& field, const std::string& text) { problems_.push_back({field, text}); }

 private:
  Problems& problems_;
};

}  // namespace

Changes parse_changes(const Json& object, Problems& problems) {
  Changes out;
  Reader read(problems);
  for (const auto& [field, value] : object.items()) {
    if (field == "title") {
      read.title(value, out.title);
    } else if (field == "artist") {
      read.text(field, value, max_name, out.artist);
    } else if (field == "album") {
      read.text(field, value, max_name, out.album);
    } else if (field == "album_artist") {
      read.text(field, value, max_name, out.album_artist);
    } else if (field == "genre") {
      read.text(field, value, max_genre, out.genre);
    } else if (field == "year") {
      read.number(field, value, 9999, out.year);
    } else if (field == "track_number") {
      read.number(field, value, 9999, out.track_number);
    } else if (field == "disc_number") {
      read.number(field, value, 999, out.disc_number);
    } else if (field == "visibility") {
      read.visibility(value, out.is_public);
    } else {
      read.problem(clean_text(field, 60), "is not a field that can be set");
    }
  }
  return out;
}

}  // namespace veza::library
