#include <algorithm>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "base/text.h"
#include "data/migrations.h"

namespace veza::data {
namespace {

namespace fs = std::filesystem;
using base::Code;

enum class Engine { both, sqlite, postgresql };

struct FileName {
  int version = 0;
  std::string name;
  Engine engine = Engine::both;
};

// "0001_name.sql", "0001_name.sqlite.sql", "0001_name.postgres.sql".
std::optional<FileName> parse_name(std::string_view file) {
  FileName parsed;
  if (!file.ends_with(".sql")) return std::nullopt;
  file.remove_suffix(4);
  if (file.ends_with(".sqlite")) {
    parsed.engine = Engine::sqlite;
    file.remove_suffix(7);
  } else if (file.ends_with(".postgres")) {
    parsed.engine = Engine::postgresql;
    file.remove_suffix(9);
  }
  if (file.size() < 6 || file[4] != '_') return std::nullopt;
  const auto digits = file.substr(0, 4);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_name = [&](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; };
  parsed.name = file.substr(5);
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  if (!std::all_of(parsed.name.begin(), parsed.name.end(), is_name)) return std::nullopt;
  parsed.version = static_cast<int>(*base::to_int(digits));
  return parsed;
}

// The files of one version.
struct Version {
  std::string both, own, other;  // names, "" = none
  std::string name;
};

base::Result<std::map<int, Version>> read_folder(const std::string& folder, Dialect dialect) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory) return std::map<int, Version>{};
  if (error) return base::fail(Code::unavailable, "cannot list the migrations in " + folder + ": " + error.message());
  const Engine ours = dialect == Dialect::sqlite ? Engine::sqlite : Engine::postgresql;
  std::map<int, Version> versions;
  for (const auto& entry : entries) {
    const std::string file = entry.path().filename().string();
    const auto parsed = parse_name(file);
    if (!parsed) {
      return base::fail(Code::invalid, folder + "/" + file +
                                           " is not named like a migration: 0001_name.sql, 0001_name.sqlite.sql or "
                                           "0001_name.postgres.sql, the name in [a-z0-9_]");
    }
    Version& version = versions[parsed->version];
    std::string& slot = parsed->engine == Engine::both ? version.both
                        : parsed->engine == ours       ? version.own
                                                       : version.other;
    const bool engine_and_common =
        parsed->engine == Engine::both ? !(version.own + version.other).empty() : !version.both.empty();
    if (!slot.empty() || engine_and_common) {
      return base::fail(Code::invalid, folder + "/" + file + ": version " + std::to_string(parsed->version) +
                                           " is there twice; give this one the next free number");
    }
    slot = file;
    if (version.name.empty() || parsed->engine == ours) version.name = parsed->name;
  }
  return versions;
}

}  // namespace

base::Result<Component> load_migrations(std::string component, const std::string& folder, Dialect dialect) {
  auto versions = read_folder(folder, dialect);
  if (!versions) return base::fail(versions.error());
  Component loaded{std::move(component), {}};
  for (const auto& [number, version] : *versions) {
    const int expected = static_cast<int>(loaded.migrations.size()) + 1;
    const std::string& file = version.both.empty() ? version.own : version.both;
    if (file.empty()) {
      return base::fail(Code::invalid,
                        folder + "/" + version.other + " has no counterpart for " + std::string(name(dialect)));
    }
    if (number != expected) {
      return base::fail(Code::invalid, folder + "/" + file + ": version " + std::to_string(expected) +
                                           " is missing before it; versions are 1, 2, 3 … without gaps");
    }
    auto sql = base::read_file(folder + "/" + file, 4U << 20);
    if (!sql) return base::fail(sql.error());
    if (base::trim(*sql).empty()) return base::fail(Code::invalid, folder + "/" + file + " is empty");
    loaded.migrations.push_back({number, version.name, std::move(*sql)});
  }
  return loaded;
}

}  // namespace veza::data
