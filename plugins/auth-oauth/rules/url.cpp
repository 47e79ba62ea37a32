#include "rules/url.h"

#include <algorithm>

namespace veza::oauth {
namespace {

constexpr size_t longest_path = 512;
constexpr size_t longest_endpoint = 2048;

bool is_alnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// RFC 3986 section 2, without '#'.
bool is_url_character(char c) {
  constexpr std::string_view marks = "-._~:/?[]@!$&'()*+,;=%";
  return is_alnum(c) || marks.find(c) != marks.npos;
}

bool is_host(std::string_view host) {
  return !host.empty() &&
         std::all_of(host.begin(), host.end(), [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

bool is_port(std::string_view port) {
  return !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == port.npos;
}

}  // namespace

std::string percent_encode(std::string_view text) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

std::string form(const Pairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out += percent_encode(name) + "=" + percent_encode(value);
  }
  return out;
}

std::string with_query(std::string_view url, const Pairs& pairs) {
  const char mark = url.find('?') == url.npos ? '?' : '&';
  return std::string(url) + mark + form(pairs);
}

bool is_endpoint(std::string_view url) {
  if (url.size() > longest_endpoint || !std::all_of(url.begin(), url.end(), is_url_character)) return false;
  const bool secure = url.starts_with("https://");
  if (!secure && !url.starts_with("http://")) return false;
  url.remove_prefix(secure ? 8 : 7);
  std::string_view authority = url.substr(0, url.find_first_of("/?"));
  std::string_view host = authority, port;
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    if (end == authority.npos) return false;
    host = authority.substr(0, end + 1);
    port = authority.substr(end + 1);
    if (!port.empty() && port.front() != ':') return false;
    if (!port.empty()) port.remove_prefix(1);
    if (host.substr(1, host.size() - 2).find_first_not_of("0123456789abcdefABCDEF:.") != host.npos || host.size() < 4)
      return false;
  } else {
    const size_t colon = authority.find(':');
    host = authority.substr(0, colon);
    if (colon != authority.npos) port = authority.substr(colon + 1);
    if (!is_host(host)) return false;
  }
  const bool has_colon = authority.size() > host.size();
  if (has_colon && !is_port(port)) return false;
  return secure || host == "127.0.0.1" || host == "[::1]" || host == "localhost";
}

std::string safe_return_to(std::string_view wish, std::string_view otherwise) {
  const bool path = wish.starts_with('/') && !wish.starts_with("//") && wish.size() <= longest_path &&
                    std::all_of(wish.begin(), wish.end(), is_url_character) && !wish.starts_with("/api/");
  return std::string(path ? wish : otherwise);
}

}  // namespace veza::oauth
