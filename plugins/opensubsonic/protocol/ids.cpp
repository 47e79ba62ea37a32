#include "protocol/ids.h"

#include <veza/id.hpp>

#include "protocol/failure.h"

namespace veza::opensubsonic {
namespace {

struct Prefix {
  Kind kind;
  std::string_view text;
  const char* missing;
};
constexpr Prefix prefixes[] = {{Kind::song, "tr-", "There is no such song."},
                               {Kind::album, "al-", "There is no such album."},
                               {Kind::artist, "ar-", "There is no such artist."},
                               {Kind::playlist, "pl-", "There is no such playlist."}};

const Prefix& prefix_of(Kind kind) { return prefixes[static_cast<size_t>(kind)]; }

}  // namespace

std::string app_id(Kind kind, std::string_view site_id) {
  return std::string(prefix_of(kind).text) + std::string(site_id);
}

Id parse_id(std::string_view text) {
  for (const auto& prefix : prefixes) {
    if (!text.starts_with(prefix.text) || !is_id(text.substr(3))) continue;
    return {prefix.kind, std::string(text.substr(3))};
  }
  throw Failure(Code::not_found, "There is nothing with this id.");
}

std::string parse_id(std::string_view text, Kind kind) {
  const auto& wanted = prefix_of(kind);
  if (!text.starts_with(wanted.text) || !is_id(text.substr(3))) throw Failure(Code::not_found, wanted.missing);
  return std::string(text.substr(3));
}

}  // namespace veza::opensubsonic
