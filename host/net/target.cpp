#include "net/target.h"

#include <algorithm>

#include "base/text.h"

namespace veza::net {

namespace {

bool is_plain(std::string_view path) {
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '%') return false;
    if (path[i] == '/' && i + 1 < path.size() && (path[i + 1] == '/' || path[i + 1] == '.')) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> normal_path(std::string_view raw_path) {
  if (raw_path == "*" || is_plain(raw_path)) return std::string(raw_path);
  const auto decoded = base::percent_decode(raw_path);
  if (!decoded || !base::is_utf8(*decoded)) return std::nullopt;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(decoded->begin(), decoded->end(), is_control)) return std::nullopt;

  std::string path;
  std::string_view rest = *decoded;
  bool folder = false;
  while (!rest.empty()) {
    const size_t slash = std::min(rest.size(), rest.find('/'));
    const std::string_view segment = rest.substr(0, slash);
    folder = slash < rest.size() || segment == "." || segment == "..";
    rest.remove_prefix(std::min(rest.size(), slash + 1));
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (path.empty()) return std::nullopt;
      path.erase(path.rfind('/'));
      continue;
    }
    path.append("/").append(segment);
  }
  if (folder || path.empty()) path += '/';
  return path;
}

std::string_view below_base(std::string_view path, std::string_view base) {
  if (base.empty() || !path.starts_with(base)) return path;
  const std::string_view rest = path.substr(base.size());
  if (rest.empty()) return "/";
  return rest.front() == '/' ? rest : path;
}

bool is_sound_query(std::string_view query) {
  if (query.find('%') == std::string_view::npos) return base::is_utf8(query);
  const auto decoded = base::percent_decode(query);
  return decoded && base::is_utf8(*decoded);
}

}  // namespace veza::net
