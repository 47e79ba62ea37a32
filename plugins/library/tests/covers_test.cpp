// Pictures: made smaller, refused, kept, replaced, removed.
#include "covers/resize.h"
#include "media/metadata.h"
#include "site.h"

namespace {

using veza::library::covers::resize;

// A picture by ffmpeg's `testsrc`.
std::string picture(const sample::Folder& folder, const std::string& name, const std::string& size,
                    const std::string& more = "") {
  const std::string command = "ffmpeg -nostdin -v error -y -f lavfi -i testsrc=size=" + size +
                              ":duration=0.04 -frames:v 1 " + more + " '" + folder.path(name) + "'";
  BOOST_REQUIRE_MESSAGE(std::system(command.c_str()) == 0, command);
  return folder.path(name);
}

// Width and height that a JPEG's first frame header says (ITU T.81, B.2.2).
std::pair<int, int> jpeg_size(const std::string& bytes) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(bytes.at(i)); };
  for (size_t i = 2; i + 9 < bytes.size();) {
    const int marker = at(i + 1);
    if (marker >= 0xC0 && marker <= 0xC2) return {at(i + 7) * 256 + at(i + 8), at(i + 5) * 256 + at(i + 6)};
    i += 2U + at(i + 2) * 256U + at(i + 3);
  }
  return {0, 0};
}

FakeRequest cover_request(const User& who, const std::string& method, const std::string& id, std::string body = "") {
  FakeRequest request;
  request.method = method;
  request.target = "/api/v1/tracks/" + id + "/cover";
  request.body = std::move(body);
  return request.as(who);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(covers, Site)

BOOST_AUTO_TEST_CASE(every_kind_in_every_size) {
  const sample::Folder folder;
  const std::tuple<const char*, const char*, const char*, std::pair<int, int>, std::pair<int, int>> cases[] = {
      {"a.jpg", "image/jpeg", "2000x1000", {1024, 512}, {64, 32}},
      {"a.png", "image/png", "1000x2000", {512, 1024}, {32, 64}},
      {"a.webp", "image/webp", "1500x1500", {1024, 1024}, {64, 64}},
      {"b.png", "image/png", "30x20", {30, 20}, {30, 20}},
      {"c.png", "image/png", "3000x10", {1024, 3}, {64, 1}},
      {"d.png", "image/png", "16x16", {16, 16}, {16, 16}},
  };
  for (const auto& [name, type, size, largest, smallest] : cases) {
    BOOST_TEST_CONTEXT(name << " " << size) {
      const auto path = picture(folder, name, size);
      BOOST_TEST(resize(path, type, folder.path("out")) == "");
      BOOST_TEST((jpeg_size(sample::read(folder.path("out-1024.jpg"))) == largest));
      BOOST_TEST((jpeg_size(sample::read(folder.path("out-64.jpg"))) == smallest));
    }
  }
}

// ffmpeg writes no EXIF, so the mark is put in by hand: "turn it a quarter to the right".
BOOST_AUTO_TEST_CASE(a_picture_is_turned_as_its_camera_says_and_keeps_no_other_mark) {
  const sample::Folder folder;
  const auto jpeg = sample::read(picture(folder, "a.jpg", "400x200"));
  using namespace std::string_literals;
  const std::string exif = "\xFF\xE1\x00\x22"s + "Exif\0\0"s + "MM\0*\0\0\0\x08"s + "\0\x01"s +
                           "\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"s + "\0\0\0\0"s;
  folder.write("turned.jpg", jpeg.substr(0, 2) + exif + jpeg.substr(2));
  BOOST_TEST(resize(folder.path("turned.jpg"), "image/jpeg", folder.path("out")) == "");
  const auto small = sample::read(folder.path("out-64.jpg"));
  BOOST_TEST((jpeg_size(small) == std::pair(32, 64)));
  BOOST_TEST(small.find("Exif") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_decoded_says_so) {
  const sample::Folder folder;
  const auto png = sample::read(picture(folder, "a.png", "100x100"));
  std::string bomb = png;
  bomb.replace(16, 8, std::string("\0\0\x75\x30\0\0\x75\x30", 8));
  const std::tuple<const char*, std::string, const char*> cases[] = {
      {"nothing", "", "image/png"},
      {"another kind than it says", png, "image/jpeg"},
      {"a header alone", png.substr(0, 33), "image/png"},
      {"30000 pixels a side", bomb, "image/png"},
      {"a kind that is never decoded", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
       "image/svg+xml-no"},
  };
  for (const auto& [name, bytes, type] : cases) {
    folder.write("bad", bytes);
    BOOST_TEST(resize(folder.path("bad"), type, folder.path("none")) != "", name);
    BOOST_TEST(!std::filesystem::exists(folder.path("none-64.jpg")), name);
  }
  BOOST_TEST(resize(folder.path("missing"), "image/png", folder.path("none")) != "");
}

BOOST_AUTO_TEST_CASE(half_a_picture_is_told_from_a_whole_one) {
  const sample::Folder folder;
  for (const auto* name : {"a.png", "a.jpg", "a.webp"}) {
    const auto bytes = sample::read(picture(folder, name, "100x100"));
    BOOST_TEST(veza::library::picture_is_whole(bytes), name);
    BOOST_TEST(veza::library::picture_is_whole(bytes + "more"), name);
    BOOST_TEST(!veza::library::picture_is_whole(bytes.substr(0, bytes.size() / 2)), name);
    BOOST_TEST(!veza::library::picture_is_whole(bytes.substr(0, 12)), name);
  }
  BOOST_TEST(!veza::library::picture_is_whole(""));
}

BOOST_AUTO_TEST_CASE(an_uploaded_cover_is_kept_with_its_sizes_until_it_is_replaced) {
  const sample::Folder folder;
  const auto first = sample::read(picture(folder, "1.png", "300x300")),
             second = sample::read(picture(folder, "2.jpg", "80x80"));
  const auto id = uploaded(ann);
  BOOST_TEST(host.http.send(cover_request(ann, "PUT", id, first)).status == 200);
  const auto of_track = [&] {
    std::vector<std::string> keys;
    for (const auto& [key, ignored] : host.blobs.all) {
      if (key.starts_with("library/" + id + "/covers/")) keys.push_back(key);
    }
    return keys;
  };
  BOOST_TEST(of_track().size() == 5U);
  BOOST_TEST(!host.jobs.find("library.remove_cover:" + id + ":file"));
  BOOST_TEST(host.audit.entries.back().action == "library.track.cover");
  BOOST_TEST(host.events.emitted.back().type == "library.track.updated.v1");
  const auto old = of_track();

  const auto changed = host.http.send(cover_request(ann, "PUT", id, second));
  BOOST_TEST(changed.status == 200);
  BOOST_TEST(of_track().size() == 10U);
  BOOST_TEST(get("/api/v1/tracks/" + id + "/cover", guest).body == second);
  for (auto& job : host.jobs.all) {
    if (job.kind == "library.remove_cover" && job.state == "queued") host.jobs.run(job);
  }
  const auto left = of_track();
  BOOST_TEST(left.size() == 5U);
  for (const auto& key : old) BOOST_TEST(!host.blobs.all.contains(key));
  BOOST_TEST(get("/api/v1/tracks/" + id + "/cover?size=64", guest).header("content-type") == "image/jpeg");

  BOOST_TEST(host.http.send(cover_request(ann, "DELETE", id)).status == 204);
  for (auto& job : host.jobs.all) {
    if (job.kind == "library.remove_cover" && job.state == "queued") host.jobs.run(job);
  }
  BOOST_TEST(of_track().empty());
  BOOST_TEST(get("/api/v1/tracks/" + id + "/cover", guest).status == 404);
}

// A job left by an upload that was interrupted must not touch what is the cover.
BOOST_AUTO_TEST_CASE(the_sweep_leaves_the_cover_alone) {
  const sample::Folder folder;
  const auto id = uploaded(ann);
  BOOST_TEST(host.http.send(cover_request(ann, "PUT", id, sample::read(picture(folder, "1.png", "90x90")))).status ==
             200);
  std::string cover;
  Db(host.handle()).query("SELECT cover_id FROM library_tracks", {}, [&](const Row& row) { cover = row.text(0); });
  const std::string lost = new_id();
  host.blobs.all["library/" + id + "/covers/" + lost + "/picture"] = "bytes";
  Jobs jobs(host.handle());
  Db(host.handle()).write([&](const Tx& tx) {
    for (const auto& name : {cover, lost}) {
      JobSpec job;
      job.kind = "library.remove_cover";
      job.payload = {{"track_id", id}, {"cover", name}};
      jobs.enqueue(tx, job);
    }
  });
  for (auto& job : host.jobs.all) {
    if (job.kind == "library.remove_cover" && job.state == "queued") host.jobs.run(job);
  }
  BOOST_TEST(host.blobs.all.contains("library/" + id + "/covers/" + cover + "/256"));
  BOOST_TEST(!host.blobs.all.contains("library/" + id + "/covers/" + lost + "/picture"));
}

BOOST_AUTO_TEST_CASE(a_refused_cover_leaves_nothing) {
  const sample::Folder folder;
  const auto png = sample::read(picture(folder, "1.png", "90x90"));
  const auto id = uploaded(ann);
  const std::pair<std::string, int> cases[] = {{"", 422}, {"text", 415}, {png.substr(0, 40), 422}};
  for (const auto& [bytes, status] : cases) {
    BOOST_TEST(host.http.send(cover_request(ann, "PUT", id, bytes)).status == status);
  }
  BOOST_TEST(host.http.send(cover_request(bob, "PUT", id, png)).status == 403);
  for (const auto& [key, ignored] : host.blobs.all) BOOST_TEST(key.find("/covers/") == std::string::npos, key);
  for (const auto& job : host.jobs.all) BOOST_TEST((job.kind != "library.remove_cover" || !job.unfinished()));
  BOOST_TEST(std::filesystem::is_empty(host.scratch()));
}

BOOST_AUTO_TEST_SUITE_END()
