// Who made a track: people and groups, each with a role.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <veza/json.hpp>

namespace veza::library {

inline constexpr std::array<std::string_view, 10> roles{"main",     "featured",  "remixer",   "producer", "composer",
                                                        "lyricist", "conductor", "performer", "engineer", "other"};
bool is_role(std::string_view role);

struct Credit {
  std::string role, name;
  std::string mbid = {};       // MusicBrainz artist; empty: unknown
  std::string artist_id = {};  // library_artists; empty until the track is placed
  bool operator==(const Credit&) const = default;
};
using Credits = std::vector<Credit>;

inline constexpr size_t max_credits = 64;

// "Air feat. Beth Hirsch" is Air, main, and Beth Hirsch, featured ("feat.", "ft.", "featuring" as words of their own,
// also in brackets). Nothing else is taken apart: "Simon & Garfunkel" is one name.
Credits credits_of(std::string_view artist);

// One line of text: the main artists, then " feat. " and the featured ones. Empty without a main artist.
std::string credit_line(const Credits& credits);

// The first main artist's name; empty without one.
std::string main_artist(const Credits& credits);

// The credits whose artists changed by `artist`, the text: its main and featured ones, the others as they were.
Credits with_artist(const Credits& credits, std::string_view artist);

// As library_tracks keeps them: [{"role","name","mbid","id"}]. What cannot be read is left out.
Json stored(const Credits& credits);
Credits credits_from(std::string_view json);

// The same for a list of words.
Json stored(const std::vector<std::string>& names);
std::vector<std::string> names_from(std::string_view json);

}  // namespace veza::library
