#include "plugins/new_plugin.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "plugins/manifest.h"

namespace veza::plugins {
namespace {

namespace fs = std::filesystem;
using base::Code;

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string snake(std::string id) {
  std::replace(id.begin(), id.end(), '-', '_');
  return id;
}

std::string camel(const std::string& id) {
  std::string out;
  bool upper = true;
  for (const char c : id) {
    if (c == '-') {
      upper = true;
      continue;
    }
    out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    upper = false;
  }
  return out;
}

base::Status copy_tree(const fs::path& from, const fs::path& to, const std::string& id) {
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    const fs::path relative = rename_plugin(entry.path().lexically_relative(from).string(), id);
    if (entry.is_directory()) {
      fs::create_directories(to / relative);
      continue;
    }
    const auto text = base::read_file(entry.path().string());
    if (!text) return base::fail(text.error());
    fs::create_directories((to / relative).parent_path());
    if (auto status = base::write_file((to / relative).string(), rename_plugin(*text, id)); !status) return status;
  }
  return {};
}

}  // namespace

std::string rename_plugin(std::string text, const std::string& id) {
  // Where the id itself stands a hyphen is right; everywhere else the name is part of an identifier.
  for (const std::string before : {"\"id\": \"", "veza_add_plugin(", "plugin_", "plugins/"}) {
    replace_all(text, before + "guestbook", before + "\x01");
  }
  replace_all(text, "guestbook", snake(id));
  replace_all(text, "Guestbook", camel(id));
  replace_all(text, "\x01", id);
  return text;
}

base::Result<std::string> new_plugin(const std::string& template_dir, const std::string& dir, const std::string& id) {
  if (!is_plugin_id(id)) {
    return base::fail(Code::invalid, "\"" + id +
                                         "\" is no plugin id: use lower-case letters, digits and single hyphens, "
                                         "beginning with a letter");
  }
  std::error_code error;
  const fs::path from = fs::canonical(template_dir, error);
  if (error) return base::fail(base::errno_error("cannot read the template " + template_dir, error.value()));
  const fs::path to = fs::absolute(fs::path(dir) / id).lexically_normal();
  if (fs::exists(to, error)) return base::fail(Code::conflict, to.string() + " exists already");
  try {
    if (auto status = copy_tree(from, to, id); !status) return base::fail(status.error());
  } catch (const fs::filesystem_error& failure) {
    return base::fail(base::errno_error("cannot make " + to.string(), failure.code().value()));
  }
  return to.string();
}

}  // namespace veza::plugins
