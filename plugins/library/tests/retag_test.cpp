// Tags that are written into a copy of the file, and what reads them back.
#include <cmath>
#include <cstdio>

#include "media/metadata.h"
#include "rules/tag_edits.h"
#include "site.h"
#include "tags/write.h"

namespace {
using namespace veza::library;

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
  std::string out;
  for (int c = 0; pipe && (c = std::fgetc(pipe.get())) != EOF;) out += static_cast<char>(c);
  return out;
}

// What is heard: the length, and a hash of the samples.
std::string sound_of(const std::string& path) {
  return output_of("ffprobe -v error -show_entries format=duration -of csv=p=0 '" + path + "'") +
         output_of("ffmpeg -nostdin -v error -i '" + path + "' -map 0:a -f md5 -");
}

Track described() {
  Track track;
  track.title = "La Vie en Rose — Ψ";
  track.artist = "Air & Friends feat. Beth Hirsch";
  track.credits = {{"main", "Air", "cb67438a-7f50-4f2b-a6f1-2bb2729fd538"},
                   {"main", "Friends", "0190a000-0000-4000-8000-000000000001"},
                   {"featured", "Beth Hirsch", "0190a000-0000-4000-8000-000000000002"},
                   {"composer", "Louiguy"},
                   {"composer", "Marguerite Monnot"},
                   {"remixer", "Somebody"}};
  track.album = "Moon Safari";
  track.album_artist = "Air";
  track.album_type = "live";
  track.genres = {"Downtempo", "Electronic"};
  track.genre = "Downtempo";
  track.release_date = "1998-01-16";
  track.year = 1998;
  track.track_number = 7;
  track.disc_number = 2;
  track.bpm = 128;
  track.musical_key = "F#m";
  track.isrc = "GBAYE6800011";
  track.licence = "CC BY 4.0";
  track.mb_recording_id = "0190a000-0000-4000-8000-000000000003";
  track.mb_track_id = "0190a000-0000-4000-8000-000000000004";
  track.mb_album_id = "0190a000-0000-4000-8000-000000000005";
  return track;
}

const std::string song_text = "Des yeux qui font baisser les miens\nUn rire qui se perd sur sa bouche";

FileTags read_back(const sample::Folder& folder, const std::string& format, const std::string& path) {
  return read_file_tags(VEZA_LIBEXEC "/veza-tags", *format_named(format), path, folder.path("cover"));
}

std::vector<std::string> names(const Credits& credits, std::string_view role) {
  std::vector<std::string> out;
  for (const auto& credit : credits) {
    if (credit.role == role) out.push_back(credit.name);
  }
  return out;
}

void compare(const Metadata& m, const Track& track) {
  BOOST_TEST(m.title.value_or("") == track.title);
  BOOST_TEST(m.artist.value_or("") == track.artist.value_or(""));
  for (const char* role : {"main", "featured", "composer", "remixer"}) {
    BOOST_TEST(names(m.credits, role) == names(track.credits, role), role);
  }
  BOOST_REQUIRE(m.credits.size() > 2);
  for (size_t i = 0; i < 3; ++i) BOOST_TEST(m.credits[i].mbid == track.credits[i].mbid);
  BOOST_TEST(m.album.value_or("") == *track.album);
  BOOST_TEST(m.album_artist.value_or("") == *track.album_artist);
  BOOST_TEST(m.album_type.value_or("") == *track.album_type);
  BOOST_TEST(m.genres == track.genres);
  BOOST_TEST(m.release_date.value_or("") == *track.release_date);
  BOOST_TEST(m.year.value_or(0) == *track.year);
  BOOST_TEST(m.track_number.value_or(0) == *track.track_number);
  BOOST_TEST(m.disc_number.value_or(0) == *track.disc_number);
  BOOST_TEST(m.bpm.value_or(0) == *track.bpm);
  BOOST_TEST(m.musical_key.value_or("") == *track.musical_key);
  BOOST_TEST(m.isrc.value_or("") == *track.isrc);
  BOOST_TEST(m.licence.value_or("") == *track.licence);
  BOOST_TEST(m.mb_recording_id.value_or("") == *track.mb_recording_id);
  BOOST_TEST(m.mb_track_id.value_or("") == *track.mb_track_id);
  BOOST_TEST(m.mb_album_id.value_or("") == *track.mb_album_id);
  BOOST_TEST(m.plain_lyrics == song_text);
}

std::tuple<std::string, std::string, std::string> made_files(size_t i) {
  const std::tuple<std::string, std::string, std::string> all[] = {
      {"flac", "a.flac", "-map 0 -ac 2 -c:a flac "},
      {"mp3", "a.mp3", "-map 0 -ac 2 -c:a libmp3lame -b:a 128k "},
      {"m4a", "a.m4a", "-map 0 -ac 2 -c:a aac "},
      {"vorbis", "a.ogg", "-map 0 -ac 2 -c:a libvorbis "},
      {"opus", "a.opus", "-map 0 -ac 2 -c:a libopus "},
      {"aiff", "a.aiff", "-map 0 -ac 2 -write_id3v2 1 "},
      {"wav", "a.wav", "-map 0 -ac 2 "}};
  return all[i];
}

struct Retagging : Site {
  std::string path(const std::string& id, const char* what = "write") {
    return "/api/v1/tracks/" + id + "/tags/" + what;
  }
  Json state(const std::string& id) { return get(path(id), ann).data(); }
  void run_jobs(const std::string& kind) {
    for (size_t i = 0; i < host.jobs.all.size(); ++i) {
      if (host.jobs.all[i].kind == kind && host.jobs.all[i].state == "queued") host.jobs.run(host.jobs.all[i]);
    }
  }
  void make(const std::string& id, bool replace = false) {
    const auto asked = send("POST", path(id), ann, {{"replace", replace}});
    BOOST_REQUIRE_MESSAGE(asked.status == 202, asked.body);
    BOOST_TEST(asked.data()["state"] == "pending");
    run_jobs("library.write_tags");
  }
  std::vector<std::string> files(const std::string& id) {
    std::vector<std::string> keys;
    for (const auto& [key, ignored] : host.blobs.all) {
      if (key.starts_with("library/" + id + "/")) keys.push_back(key.substr(id.size() + 9));
    }
    return keys;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(tag_writing)

BOOST_AUTO_TEST_CASE(every_format_reads_back_what_was_written_and_sounds_the_same) {
  const sample::Folder folder;
  const Track track = described();
  Lyrics lyrics;
  lyrics.plain[""] = song_text;
  const auto picture = sample::read(folder.make("c.png", "-map 1 -frames:v 1 "));
  for (size_t i = 0; i < 7; ++i) {
    const auto [format, name, arguments] = made_files(i);
    BOOST_TEST_CONTEXT(format) {
      const auto path = folder.make(name, arguments + sample::tags + "-metadata comment='stays' ");
      const auto before = sound_of(path);
      BOOST_TEST(before.find("MD5=") != std::string::npos);
      BOOST_TEST(tags::write_tags(path, format, {tag_edits(track, lyrics), {{picture, "image/png"}}}) == "");
      BOOST_TEST(sound_of(path) == before);
      const auto found = read_back(folder, format, path);
      BOOST_TEST(found.read);
      compare(found.metadata, track);
      BOOST_TEST((found.cover == picture));
      BOOST_TEST(output_of("ffprobe -v error -show_format -show_streams '" + path + "'").find("stays") !=
                 std::string::npos);
      // Written twice is written once.
      BOOST_TEST(tags::write_tags(path, format, {tag_edits(track, lyrics), {}}) == "");
      BOOST_TEST((read_back(folder, format, path).cover == picture));
      // And what the track does not say is taken away.
      Track bare;
      bare.title = "Only this";
      BOOST_TEST(tags::write_tags(path, format, {tag_edits(bare, {}), tags::Edits::Picture{}}) == "");
      const auto left = read_back(folder, format, path);
      BOOST_TEST(left.metadata.title.value_or("") == "Only this");
      BOOST_TEST(!left.metadata.artist.has_value());
      BOOST_TEST(!left.metadata.isrc.has_value());
      BOOST_TEST(left.metadata.credits.empty());
      BOOST_TEST(left.metadata.plain_lyrics == "");
      BOOST_TEST(left.cover.empty());
      BOOST_TEST(sound_of(path) == before);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_such_file_is_refused_and_left_alone) {
  const sample::Folder folder;
  const std::string noise = "RIFF\xFF\xFF\xFF\xFFnot a file of this kind";
  for (const auto* format : {"flac", "m4a", "vorbis", "opus", "aac", "x"}) {
    folder.write("bad", noise);
    BOOST_TEST(tags::write_tags(folder.path("bad"), format, {{{"TITLE", {"T"}}}, {}}) != "", format);
    BOOST_TEST(sample::read(folder.path("bad")) == noise, format);
  }
  BOOST_TEST(tags::write_tags(folder.path("none"), "flac", {}) != "");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(retag, Retagging)

BOOST_AUTO_TEST_CASE(a_copy_is_made_and_fetched_and_goes_in_time) {
  const auto id = uploaded(ann);
  const auto original = get("/api/v1/tracks/" + id + "/stream", ann).body;
  BOOST_TEST(get(path(id), ann).status == 404);
  BOOST_TEST(get(path(id, "file"), ann).status == 404);
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, ann, {{"title", "Edited"}, {"isrc", "GBAYE6800011"}}).status == 200);
  BOOST_TEST(send("POST", path(id), ann).status == 202);
  BOOST_TEST(send("POST", path(id), ann).status == 409);
  BOOST_TEST(get(path(id, "file"), ann).status == 409);
  run_jobs("library.write_tags");
  BOOST_TEST(state(id)["state"] == "ready");
  const auto copy = get(path(id, "file"), ann);
  BOOST_TEST(copy.status == 200);
  BOOST_TEST(copy.header("content-disposition").starts_with("attachment"));
  BOOST_TEST(static_cast<int64_t>(copy.body.size()) == state(id)["size"].get<int64_t>());
  BOOST_TEST((get("/api/v1/tracks/" + id + "/stream", ann).body == original));
  const sample::Folder folder;
  folder.write("copy.wav", copy.body);
  const auto tags = read_back(folder, "wav", folder.path("copy.wav"));
  BOOST_TEST(tags.metadata.title.value_or("") == "Edited");
  BOOST_TEST(tags.metadata.isrc.value_or("") == "GBAYE6800011");
  BOOST_TEST(host.audit.entries.back().action == "library.track.tags_written");
  BOOST_TEST(std::filesystem::is_empty(host.scratch()));

  // Asked for again: one copy.
  make(id);
  BOOST_TEST(files(id).size() == 3U);
  run_jobs("library.remove_file");
  BOOST_TEST(files(id).size() == 2U);
  BOOST_TEST(get(path(id, "file"), ann).status == 200);
  // Its time is over.
  Db(host.handle()).write([](const Tx& tx) { tx.execute("UPDATE library_tag_files SET expires_at = 5", {}); });
  for (auto& job : host.jobs.all) {
    if (job.kind == "library.remove_file" && job.state == "done") job.state = "queued";
  }
  run_jobs("library.remove_file");
  BOOST_TEST(files(id).size() == 1U);
  BOOST_TEST(get(path(id), ann).status == 404);
}

BOOST_AUTO_TEST_CASE(a_copy_takes_the_place_of_the_file) {
  const auto id = uploaded(ann);
  const auto hash = [&] {
    std::string out;
    Db(host.handle()).query("SELECT content_hash FROM library_tracks", {}, [&](const Row& r) { out = r.text(0); });
    return out;
  };
  const auto before = hash();
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, ann, {{"title", "Edited"}}).status == 200);
  make(id, true);
  BOOST_TEST(state(id)["state"] == "replaced");
  BOOST_TEST(hash() != before);
  const auto now = get("/api/v1/tracks/" + id + "/stream", ann).body;
  BOOST_TEST(get("/api/v1/tracks/" + id, ann).data()["file_size"] == now.size());
  BOOST_TEST(files(id).size() == 2U);
  run_jobs("library.remove_file");
  BOOST_TEST(files(id).size() == 1U);
  BOOST_TEST((get("/api/v1/tracks/" + id + "/stream", ann).body == now));
  // And once more, from what it is now.
  make(id, true);
  run_jobs("library.remove_file");
  BOOST_TEST(files(id).size() == 1U);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + id, ann).status == 204);
  run_jobs("library.remove_files");
  BOOST_TEST(files(id).empty());
}

BOOST_AUTO_TEST_CASE(only_who_may_edit_asks_and_fetches) {
  const auto open = uploaded(ann), hidden = uploaded(ann, {{"visibility", "private"}});
  make(open);
  for (const auto* what : {"write", "file"}) {
    BOOST_TEST(get(path(open, what), bob).status == 403, what);
    BOOST_TEST(get(path(hidden, what), bob).status == 404, what);
    BOOST_TEST(get(path(open, what), mod).status == 200, what);
  }
  BOOST_TEST(send("POST", path(open), bob).status == 403);
  BOOST_TEST(send("POST", path(hidden), bob).status == 404);
  const Json bad[] = {{{"replace", 1}}, {{"replace", nullptr}}, {{"overwrite", true}}};
  for (const auto& body : bad) BOOST_TEST(send("POST", path(open), ann, body).status == 422, body.dump());
  Db(host.handle()).write([](const Tx& tx) {
    tx.execute("UPDATE library_tracks SET source_path = '/music/a.wav'", {});
  });
  BOOST_TEST(send("POST", path(open), ann, {{"replace", true}}).status == 409);
  BOOST_TEST(send("POST", path(open), ann).status == 202);
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written_says_so) {
  const auto id = uploaded(ann);
  host.blobs.all["library/" + id + "/original"] = "not what it was";
  Db(host.handle()).write([](const Tx& tx) { tx.execute("UPDATE library_tracks SET format = 'flac'", {}); });
  make(id);
  BOOST_TEST(state(id)["state"] == "failed");
  BOOST_TEST(state(id)["problem"].get<std::string>().find("cannot be read") != std::string::npos);
  BOOST_TEST(get(path(id, "file"), ann).status == 409);
  BOOST_TEST(send("POST", path(id), ann).status == 202);
}

BOOST_AUTO_TEST_SUITE_END()
