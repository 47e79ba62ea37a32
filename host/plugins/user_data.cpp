#include "plugins/user_data.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"

namespace veza::plugins {
namespace {

bool holds_a_person(std::string_view column) {
  static constexpr std::array<std::string_view, 18> names = {
      "user_id",     "owner_id",     "actor_id",   "author_id", "sender_id",   "creator_id",
      "uploader_id", "recipient_id", "account_id", "member_id", "listener_id", "created_by",
      "updated_by",  "username",     "email",      "ip",        "ip_address",  "user_agent"};
  if (std::find(names.begin(), names.end(), column) != names.end()) return true;
  return column.ends_with("_user_id") || column.ends_with("_owner_id");
}

// Without comments and strings, in lower case, blanks as single spaces, quotes of names gone.
std::string plain(std::string_view sql) {
  std::string out;
  const auto blank = [&out] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (size_t i = 0; i < sql.size(); ++i) {
    const std::string_view rest = sql.substr(i);
    if (rest.starts_with("--")) {
      i = std::min(sql.find('\n', i), sql.size());
      blank();
    } else if (rest.starts_with("/*")) {
      const size_t end = sql.find("*/", i + 2);
      i = end == sql.npos ? sql.size() : end + 1;
      blank();
    } else if (sql[i] == '\'') {
      i = std::min(sql.find('\'', i + 1), sql.size());
      blank();
    } else if (static_cast<unsigned char>(sql[i]) <= ' ') {
      blank();
    } else if (sql[i] != '"' && sql[i] != '`') {
      out += sql[i];
    }
  }
  return base::lower_ascii(out);
}

std::string_view word(std::string_view& text) {
  text = base::trim(text);
  const size_t end = std::min(text.find_first_of(" (,;)"), text.size());
  const auto found = text.substr(0, end);
  text.remove_prefix(end);
  return found;
}

void skip(std::string_view& text, std::string_view words) {
  text = base::trim(text);
  if (text.starts_with(words)) text.remove_prefix(words.size());
}

void add(std::vector<UserColumn>& found, std::string_view table, std::string_view column) {
  if (holds_a_person(column)) found.push_back({std::string(table), std::string(column)});
}

// The body of CREATE TABLE, after its '('.
void read_columns(std::string_view body, std::string_view table, std::vector<UserColumn>& found) {
  int depth = 1;
  bool first = true;
  for (size_t i = 0; i < body.size() && depth > 0; ++i) {
    if (first) {
      std::string_view rest = body.substr(i);
      add(found, table, word(rest));
      first = false;
    }
    if (body[i] == '(') ++depth;
    if (body[i] == ')') --depth;
    if (body[i] == ',' && depth == 1) first = true;
  }
}

}  // namespace

std::vector<UserColumn> user_columns(std::string_view sql) {
  std::vector<UserColumn> found;
  const std::string text = plain(sql);
  for (size_t at = text.find("create table"); at != text.npos; at = text.find("create table", at + 1)) {
    std::string_view rest = std::string_view(text).substr(at + 12);
    skip(rest, "if not exists");
    const auto table = word(rest);
    rest = base::trim(rest);
    if (rest.starts_with("(")) read_columns(rest.substr(1), table, found);
  }
  for (size_t at = text.find("alter table"); at != text.npos; at = text.find("alter table", at + 1)) {
    std::string_view rest = std::string_view(text).substr(at + 11);
    skip(rest, "if exists");
    const auto table = word(rest);
    rest = base::trim(rest);
    if (!rest.starts_with("add ")) continue;
    skip(rest, "add");
    skip(rest, "column ");
    skip(rest, "if not exists");
    add(found, table, word(rest));
  }
  return found;
}

std::vector<std::string> user_data_problems(const Manifest& manifest, const std::string& folder) {
  std::vector<std::string> problems;
  if (!manifest.user_data.empty() && !manifest.requirement("veza.privacy/1")) {
    problems.push_back(
        "plugin.json names user_data but does not require veza.privacy/1, so nobody could take their "
        "data away or have it erased");
  }
  std::error_code error;
  std::filesystem::directory_iterator files(folder + "/migrations", error);
  if (error) return problems;
  for (const auto& file : files) {
    const auto sql = base::read_file(file.path().string(), 4U << 20);
    if (!sql) continue;
    for (const auto& [table, column] : user_columns(*sql)) {
      if (std::find(manifest.user_data.begin(), manifest.user_data.end(), table) != manifest.user_data.end()) continue;
      problems.push_back("the table " + table + " holds people (" + column + " in " + file.path().filename().string() +
                         "), but plugin.json does not name it in user_data.tables");
    }
  }
  std::sort(problems.begin(), problems.end());
  problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
  return problems;
}

}  // namespace veza::plugins
