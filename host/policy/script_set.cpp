#include "policy/script_set.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "policy/limits.h"

namespace veza::policy {
namespace {

namespace fs = std::filesystem;

bool is_word(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Calls `take(name, text)` for the scripts of one folder; goes into folders when `deep`, whose names go before with a
// dot.
template <class Take>
base::Status read_folder(const fs::path& folder, const std::string& prefix, bool deep, int depth, const Take& take) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory) return {};
  if (error) return base::fail(base::errno_error("cannot list " + folder.string(), error.value()));
  for (const auto& entry : entries) {
    const std::string file = entry.path().filename().string();
    if (file.front() == '.') continue;
    if (entry.is_directory(error)) {
      if (!deep || depth == 0 || !is_word(file)) continue;
      if (auto read = read_folder(entry.path(), prefix + file + ".", deep, depth - 1, take); !read) return read;
      continue;
    }
    if (entry.path().extension() != ".lua" || !entry.is_regular_file(error)) continue;
    const std::string stem = entry.path().stem().string();
    if (!is_word(stem))
      return base::fail(base::Code::invalid, entry.path().string() + ": a script's name is made of a-z, 0-9 and _");
    auto text = base::read_file(entry.path().string(), max_script_bytes);
    if (!text) return base::fail(text.error());
    if (auto taken = take(prefix + stem, std::move(*text)); !taken) return taken;
  }
  return {};
}

}  // namespace

base::Result<ScriptSet> read_scripts(const std::string& dir) {
  ScriptSet set;
  size_t count = 0;
  const auto room = [&]() -> base::Status {
    if (++count <= max_scripts) return {};
    return base::fail(base::Code::too_large, dir + " holds more than " + std::to_string(max_scripts) + " scripts");
  };
  // A folder that is gone, or named wrongly, must not be taken for a site without rules.
  if (std::error_code error; !fs::is_directory(fs::path(dir) / "hooks", error)) {
    return base::fail(base::Code::not_found, "there is no folder " + dir +
                                                 "/hooks; set policy.dir to the folder that holds it, or make it (a "
                                                 "site without rules has an empty one)");
  }
  auto hooks = read_folder(fs::path(dir) / "hooks", "", false, 0, [&](std::string name, std::string text) {
    set.hooks.push_back({std::move(name), std::move(text)});
    return room();
  });
  if (!hooks) return base::fail(hooks.error());
  auto lib = read_folder(fs::path(dir) / "lib", "", true, 4, [&](std::string name, std::string text) {
    set.lib.emplace(std::move(name), std::move(text));
    return room();
  });
  if (!lib) return base::fail(lib.error());
  std::sort(set.hooks.begin(), set.hooks.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return set;
}

}  // namespace veza::policy
