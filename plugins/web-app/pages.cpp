#include "pages.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>

namespace veza::web_app {
namespace {

using Type = std::pair<std::string_view, std::string_view>;
constexpr std::array types{Type{".html", "text/html; charset=utf-8"},
                           Type{".js", "text/javascript; charset=utf-8"},
                           Type{".css", "text/css; charset=utf-8"},
                           Type{".json", "application/json"},
                           Type{".map", "application/json"},
                           Type{".webmanifest", "application/manifest+json"},
                           Type{".svg", "image/svg+xml"},
                           Type{".png", "image/png"},
                           Type{".webp", "image/webp"},
                           Type{".ico", "image/x-icon"},
                           Type{".woff2", "font/woff2"},
                           Type{".woff", "font/woff"},
                           Type{".wasm", "application/wasm"},
                           Type{".txt", "text/plain; charset=utf-8"}};

bool is_url_segment(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == '-';
  });
}

}  // namespace

std::string_view media_type(std::string_view file_name) {
  for (const auto& [ending, type] : types) {
    if (file_name.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

std::vector<std::string> root_files(const std::string& dist) {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dist, error)) {
    const auto name = entry.path().filename().string();
    std::error_code ignored;
    if (entry.is_regular_file(ignored) && name != "index.html" && is_url_segment(name)) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string page_under(std::string html, std::string_view base) {
  const auto replace = [&html](std::string_view from, const std::string& to) {
    for (auto at = html.find(from); at != html.npos; at = html.find(from, at + to.size())) {
      html.replace(at, from.size(), to);
    }
  };
  const std::string path(base);
  for (const std::string attribute : {"src", "href"}) {
    replace(attribute + "=\"./", attribute + "=\"" + path + "/");
  }
  replace(R"(name="veza-base" content="")", R"(name="veza-base" content=")" + path + "\"");
  return html;
}

std::string etag_of(std::string_view bytes) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const unsigned char byte : bytes) hash = (hash ^ byte) * 0x100000001b3;
  constexpr char digits[] = "0123456789abcdef";
  std::string text = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) text += digits[(hash >> shift) & 15];
  return text + "\"";
}

}  // namespace veza::web_app
