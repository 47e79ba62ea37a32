#include "rules/tag_edits.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace veza::library {
namespace {

using Values = std::vector<std::string>;

Values values(const std::optional<std::string>& text) { return text ? Values{*text} : Values{}; }
Values values(const std::optional<int64_t>& number) { return number ? Values{std::to_string(*number)} : Values{}; }

// "127.4", "128".
Values values(const std::optional<double>& number) {
  if (!number) return {};
  std::array<char, 32> text{};
  return {std::string(text.data(), std::to_chars(text.data(), text.data() + text.size(), *number).ptr)};
}

Values credited(const Track& track, std::string_view role) {
  Values out;
  for (const auto& credit : track.credits) {
    if (credit.role == role) out.push_back(credit.name);
  }
  return out;
}

// Main artists and guests by themselves, as the line that is shown cannot be taken apart.
Values artists(const Track& track) {
  Values out = credited(track, "main");
  const Values guests = credited(track, "featured");
  out.insert(out.end(), guests.begin(), guests.end());
  return out;
}

// Only as many as artists, or none: they are told apart by their places.
Values artist_ids(const Track& track) {
  Values out;
  for (const char* role : {"main", "featured"}) {
    for (const auto& credit : track.credits) {
      if (credit.role == role) out.push_back(credit.mbid);
    }
  }
  return std::any_of(out.begin(), out.end(), [](const auto& id) { return id.empty(); }) ? Values{} : out;
}

// Those in no particular language first.
Values lyrics_text(const Lyrics& lyrics) {
  return lyrics.plain.empty() ? Values{} : Values{lyrics.plain.begin()->second};
}

}  // namespace

std::map<std::string, std::vector<std::string>> tag_edits(const Track& track, const Lyrics& lyrics) {
  const auto date = track.release_date ? values(track.release_date) : values(track.year);
  Values genres = track.genres.empty() ? values(track.genre) : track.genres;
  return {{"TITLE", {track.title}},
          {"ARTIST", values(track.artist)},
          {"ARTISTS", artists(track)},
          {"ALBUM", values(track.album)},
          {"ALBUMARTIST", values(track.album_artist)},
          {"GENRE", std::move(genres)},
          {"DATE", date},
          {"TRACKNUMBER", values(track.track_number)},
          {"DISCNUMBER", values(track.disc_number)},
          {"BPM", values(track.bpm)},
          {"INITIALKEY", values(track.musical_key)},
          {"ISRC", values(track.isrc)},
          {"LICENSE", values(track.licence)},
          {"LYRICS", lyrics_text(lyrics)},
          {"REMIXER", credited(track, "remixer")},
          {"PRODUCER", credited(track, "producer")},
          {"COMPOSER", credited(track, "composer")},
          {"LYRICIST", credited(track, "lyricist")},
          {"CONDUCTOR", credited(track, "conductor")},
          {"ENGINEER", credited(track, "engineer")},
          {"PERFORMER", credited(track, "performer")},
          {"RELEASETYPE", values(track.album_type)},
          {"MUSICBRAINZ_TRACKID", values(track.mb_recording_id)},
          {"MUSICBRAINZ_RELEASETRACKID", values(track.mb_track_id)},
          {"MUSICBRAINZ_ALBUMID", values(track.mb_album_id)},
          {"MUSICBRAINZ_ARTISTID", artist_ids(track)}};
}

bool takes_tags(Format format) { return format != Format::aac; }

}  // namespace veza::library
