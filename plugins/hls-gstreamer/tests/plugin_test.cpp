// The whole plugin over a host in memory and the real converter, or a script in its place.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "../../library/tests/sample_media.h"
#include "fake_catalog.h"
#include "recovery.h"
#include "rules/names.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

namespace {
using namespace veza;
using namespace veza::testing;

const std::string track_id = "019aa000-0000-7000-8000-000000000001";
const std::string base = "/api/v1/tracks/" + track_id;

struct Site {
  Site() : host(VEZA_PLUGIN_FOLDER, Json{{"stall_seconds", 20}}) {
    host.provide(VEZA_CATALOG_V1, &catalog.table);
    auto& track = catalog.tracks[track_id];
    track.id = track_id;
    track.owner_id = ann.id;
    track.title = "Song";
    track.blob_key = "library/x/original";
  }
  const User guest{}, ann{"ann", "ann", "user", {"track:update"}}, bob{"bob", "bob", "user", {"track:update"}};

  void start(const std::string& programs = VEZA_LIBEXEC) {
    host.config.set_libexec_dir(programs);
    host.start(&veza_plugin_entry_v1);
  }
  // Puts `script` in the converter's place. $4 is the output folder ("--input FILE --output DIR …").
  void start_with_script(const std::string& script) {
    libexec.write("veza-transcode", "#!/bin/sh\nout=$4\n" + script);
    BOOST_REQUIRE(::chmod(libexec.path("veza-transcode").c_str(), 0700) == 0);
    start(libexec.path(""));
    host.blobs.all["library/x/original"] = "bytes";
  }
  FakeJob& transcode() {
    Jobs jobs(host.handle());
    Db(host.handle()).write([&](const Tx& tx) {
      JobSpec spec;
      spec.kind = VEZA_JOB_TRANSCODE;
      spec.payload = {{"track_id", track_id}};
      spec.unique_key = "media.transcode:" + track_id;
      spec.max_attempts = 2;
      jobs.enqueue(tx, spec);
    });
    auto* job = host.jobs.find("media.transcode:" + track_id);
    BOOST_REQUIRE(job);
    return *job;
  }
  Reply get(const std::string& target, const User& who) {
    FakeRequest request;
    request.target = target;
    return host.http.send(request.as(who));
  }
  Reply post(const std::string& target, const User& who) {
    FakeRequest request;
    request.method = "POST";
    request.target = target;
    return host.http.send(request.as(who));
  }
  Json status() { return get(base + "/hls/status", ann).data(); }
  size_t stream_blobs() const {
    size_t count = 0;
    for (const auto& [key, bytes] : host.blobs.all) count += key.starts_with("hls/") ? 1 : 0;
    return count;
  }
  int64_t segment_rows() {
    int64_t count = 0;
    Db(host.handle()).query("SELECT COUNT(*) FROM hls_segments", {}, [&](const Row& row) { count = row.integer(0); });
    return count;
  }

  FakeCatalog catalog;
  sample::Folder libexec;
  FakeHost host;
};

std::vector<std::string> uris(const std::string& playlist) {
  std::vector<std::string> out;
  std::istringstream lines(playlist);
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line.front() != '#') out.push_back(line);
  }
  return out;
}

// One tier, two segments, then whatever the test wants.
const std::string two_segments = R"sh(
mkdir -p "$out/low"
echo '{"event":"source","sample_rate":44100,"channels":2,"declared_duration_ms":8000,"tiers":[{"name":"low","bitrate":128000,"codecs":"mp4a.40.2","lossless":false}]}'
echo i > "$out/low/init.mp4"; echo '{"event":"init","tier":"low","file":"low/init.mp4"}'
for i in 1 2; do
  echo $i > "$out/low/seg-0000$i.m4s"
  echo '{"event":"segment","tier":"low","index":'$i',"duration_samples":176128,"timescale":44100,"bytes":2}'
done
)sh";
const std::string done = R"sh(
echo '{}' > "$out/waveform.json"
echo '{"event":"done","duration_samples":352256,"duration_ms":7988,"loudness":{"integrated_lufs":-14.0,"range_lu":1.0,"true_peak_dbtp":-1.0,"gain_db":-4.0},"tiers":[{"name":"low","average_bandwidth":130000,"peak_bandwidth":140000}]}'
)sh";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(hls_plugin, Site)

BOOST_AUTO_TEST_CASE(a_song_becomes_streams) {
  const sample::Folder folder;
  start();
  host.blobs.all["library/x/original"] =
      sample::read(folder.make("t.flac", "-map 0 -ac 2 -af apad=whole_dur=9 -c:a flac"));
  BOOST_TEST(status()["status"] == "queued");
  auto& job = transcode();
  host.jobs.run(job);
  BOOST_TEST(job.state == "done", job.error);

  const Json now = status();
  BOOST_TEST(now["status"] == "ready");
  BOOST_TEST(now["progress"] == 1);
  BOOST_TEST(now["playable"] == true);
  BOOST_TEST(catalog.tracks[track_id].status == "ready");
  const Json media = Json::parse(catalog.tracks[track_id].media);
  BOOST_TEST(media["duration_ms"] == 9000);
  BOOST_TEST(media["loudness"].contains("gain_db"));

  const Json info = get(base + "/hls/info", guest).data();
  BOOST_TEST(info["hls_available"] == true);
  BOOST_TEST(info["qualities"].size() == 3U);
  BOOST_TEST(info["duration"] == 9.0);

  const auto master = get(base + "/hls/master.m3u8", guest);
  BOOST_TEST(master.header("content-type") == "application/vnd.apple.mpegurl");
  BOOST_REQUIRE(uris(master.body).size() == 3U);
  BOOST_TEST(uris(master.body)[0] == "low/playlist.m3u8");
  BOOST_TEST(master.body.find("RESOLUTION") == std::string::npos);
  for (const auto& uri : uris(master.body)) {
    const auto media_list = get(base + "/hls/" + uri, guest);
    BOOST_TEST(media_list.status == 200);
    BOOST_TEST(media_list.body.find("#EXT-X-ENDLIST") != std::string::npos);
    BOOST_TEST(uris(media_list.body).size() == 3U);
    const std::string quality = uri.substr(0, uri.find('/'));
    for (const auto& file : uris(media_list.body)) {
      const auto segment = get(base + "/hls/" + quality + "/" + file, guest);
      BOOST_TEST(segment.status == 200, uri + " " + file);
      BOOST_TEST(segment.body.substr(4, 4) == "styp");
      BOOST_TEST(segment.header("cache-control") == "public, max-age=31536000, immutable");
    }
    BOOST_TEST(get(base + "/hls/" + quality + "/init.mp4", guest).body.substr(4, 4) == "ftyp");
  }
  const Json peaks = get(base + "/waveform", guest).json();
  BOOST_TEST(peaks["version"] == 2);
  BOOST_TEST(peaks["data"].size() == 2 * peaks["length"].get<size_t>());

  const auto published = host.ws.published();
  BOOST_REQUIRE(!published.empty());
  BOOST_TEST(published.front().topic == "track." + track_id);
  BOOST_TEST(published.back().topic == "user.ann");
  BOOST_TEST(published.back().message["data"]["status"] == "ready");
  BOOST_TEST(host.metrics.value("transcodes_total", R"({"result":"ready"})") == 1);
  BOOST_TEST(host.metrics.value("transcodes_active") == 0);
  // Nothing of the run stays in the scratch folder but GStreamer's registry.
  for (const auto& entry : std::filesystem::directory_iterator(host.scratch())) {
    BOOST_TEST(!entry.is_directory(), entry.path().string());
  }
}

BOOST_AUTO_TEST_CASE(a_bad_file_fails_for_good_and_leaves_nothing) {
  start();
  host.blobs.all["library/x/original"] = "fLaC but not really";
  auto& job = transcode();
  host.jobs.run(job);
  BOOST_TEST(job.state == "done");
  const Json now = status();
  BOOST_TEST(now["status"] == "failed");
  BOOST_TEST(now["playable"] == false);
  BOOST_TEST(!now["reason"].get<std::string>().empty());
  BOOST_TEST(catalog.tracks[track_id].status == "failed");
  BOOST_TEST(catalog.tracks[track_id].reason == now["reason"].get<std::string>());
  BOOST_TEST(stream_blobs() == 0U);
  BOOST_TEST(get(base + "/hls/master.m3u8", ann).status == 404);
  BOOST_TEST(get(base + "/hls/info", ann).data()["hls_available"] == false);

  BOOST_TEST(post(base + "/hls/retry", guest).status == 401);
  BOOST_TEST(post(base + "/hls/retry", bob).status == 403);
  const auto again = post(base + "/hls/retry", ann);
  BOOST_TEST(again.status == 202);
  BOOST_TEST(again.data()["status"] == "queued");
  BOOST_TEST(host.jobs.find("media.transcode:" + track_id) != nullptr);
  BOOST_TEST(post(base + "/hls/retry", ann).status == 409);
}

BOOST_AUTO_TEST_CASE(a_killed_converter_is_tried_again_then_given_up) {
  start_with_script(two_segments + "kill -KILL $$\n");
  auto& job = transcode();
  host.jobs.run(job);
  BOOST_TEST(job.state == "queued");
  BOOST_TEST(status()["status"] == "queued");
  BOOST_TEST(stream_blobs() == 0U);
  BOOST_TEST(segment_rows() == 0);
  BOOST_TEST(catalog.tracks[track_id].status == "processing");
  host.jobs.run(job);
  BOOST_TEST(job.state == "done");
  BOOST_TEST(status()["status"] == "failed");
  BOOST_TEST(status()["reason"] == "The converter was stopped (SIGKILL).");
  BOOST_TEST(catalog.tracks[track_id].status == "failed");
  BOOST_TEST(stream_blobs() == 0U);
  BOOST_TEST(host.metrics.value("transcodes_total", R"({"result":"retried"})") == 1);
  BOOST_TEST(host.metrics.value("transcodes_total", R"({"result":"failed"})") == 1);
}

BOOST_AUTO_TEST_CASE(nonsense_from_the_converter_is_a_fault_of_the_converter) {
  for (const std::string line :
       {"not json", R"({"event":"segment","tier":"low","index":1,"duration_samples":1,"timescale":1})",
        R"({"event":"source","sample_rate":1,"channels":1,"tiers":[{"name":"../../x","bitrate":1,"codecs":""}]})"}) {
    Site site;
    site.start_with_script("echo '" + line + "'\nsleep 600\n");
    auto& job = site.transcode();
    site.host.jobs.run(job);
    BOOST_TEST(job.state == "queued", line);
    BOOST_TEST(site.status()["status"] == "queued", line);
  }
}

BOOST_AUTO_TEST_CASE(playable_while_it_is_being_made_and_cancelled_by_deleting) {
  start_with_script(two_segments + "sleep 600\n");
  auto& job = transcode();
  std::thread runner([&] { host.jobs.run(job); });
  for (int i = 0; i < 2000 && !status()["playable"].get<bool>(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  BOOST_TEST(status()["status"] == "running");
  std::string text;
  for (int i = 0; i < 2000 && uris(text).size() < 1; ++i) text = get(base + "/hls/low/playlist.m3u8", ann).body;
  BOOST_TEST(text.find("#EXT-X-PLAYLIST-TYPE:EVENT") != std::string::npos);
  BOOST_TEST(text.find("#EXT-X-ENDLIST") == std::string::npos);
  BOOST_TEST(get(base + "/hls/low/playlist.m3u8", ann).header("cache-control") == "no-cache");
  BOOST_TEST(get(base + "/hls/low/seg-00001.m4s", ann).body == "1\n");
  BOOST_TEST(get(base + "/waveform", ann).status == 404);

  const Event deleted{"library.track.deleted.v1", "track", track_id, {{"track_id", track_id}}, "", "event-9", 0};
  BOOST_CHECK_THROW(host.events.deliver(deleted), Error);  // later: the run still writes
  catalog.tracks.clear();
  job.cancel();
  runner.join();
  BOOST_TEST(job.state == "cancelled");
  BOOST_TEST(stream_blobs() == 0U);
  host.events.deliver(deleted);
  BOOST_TEST(segment_rows() == 0);
  BOOST_TEST(get(base + "/hls/low/seg-00001.m4s", ann).status == 404);
  BOOST_TEST(get(base + "/hls/status", ann).status == 404);
}

BOOST_AUTO_TEST_CASE(a_shutdown_leaves_the_job_for_the_next_start) {
  // Only a conversion counts as the first run: the plugin also calls the program once to warm GStreamer's registry.
  // It notes that it ran before it says anything, so that it cannot be stopped between the two.
  start_with_script(
      "case \"$*\" in *\"--input /dev/null\"*) ;; *) [ -e \"$0.again\" ] || { touch \"$0.again\"; first=yes; };; "
      "esac\n" +
      two_segments + "[ -z \"$first\" ] || sleep 600\n" + done);
  auto& job = transcode();
  std::thread runner([&] { host.jobs.run(job); });
  for (int i = 0; i < 2000 && !status()["playable"].get<bool>(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  job.cancel(2);
  runner.join();
  BOOST_TEST(job.state == "queued");
  BOOST_TEST(status()["status"] == "queued");
  BOOST_TEST(stream_blobs() == 0U);
  // What a host killed with -9 leaves is cleared by the next run.
  host.blobs.all["hls/" + track_id + "/feedfeedfeedfeed/low/init.mp4"] = "stale";
  job.cancelled = 0;
  uint64_t drained = 0;
  BOOST_REQUIRE(::read(job.cancel_fd, &drained, sizeof drained) == sizeof drained);
  host.jobs.run(job);
  BOOST_TEST(job.state == "done", job.error);
  BOOST_TEST(status()["status"] == "ready");
  BOOST_TEST(stream_blobs() == 4U);  // init, two segments, waveform
  BOOST_TEST(segment_rows() == 2);
}

BOOST_AUTO_TEST_CASE(private_streams) {
  catalog.tracks[track_id].is_public = false;
  start_with_script(two_segments + done);
  host.jobs.run(transcode());
  const std::string token = FakeIdentity::stream_token(ann, track_id);
  const std::string other = FakeIdentity::stream_token(ann, "019aa000-0000-7000-8000-000000000002");
  for (const std::string path : {"/hls/master.m3u8", "/hls/low/playlist.m3u8", "/hls/low/init.mp4",
                                 "/hls/low/seg-00001.m4s", "/hls/status", "/hls/info", "/waveform"}) {
    BOOST_TEST_CONTEXT(path) {
      BOOST_TEST(get(base + path, ann).status == 200);
      BOOST_TEST(get(base + path, bob).status == 404);
      BOOST_TEST(get(base + path, guest).status == 404);
      BOOST_TEST(get(base + path + "?token=" + token, guest).status == 200);
      BOOST_TEST(get(base + path + "?token=" + other, guest).status == 401);
      BOOST_TEST(get(base + path + "?token=", guest).status == 401);
      BOOST_TEST(get(base + path + "?token=" + other, bob).error_code() == "token_invalid");
    }
  }
  BOOST_TEST(get(base + "/hls/low/init.mp4", ann).header("cache-control") == "private, max-age=31536000, immutable");
  const auto list = get(base + "/hls/low/playlist.m3u8?token=" + token, guest).body;
  BOOST_TEST(list.find("URI=\"init.mp4?token=stream%3Aann%3A" + track_id + "\"") != std::string::npos);
  for (const auto& uri : uris(list)) BOOST_TEST(uri.find("?token=stream%3Aann%3A") != std::string::npos);
  BOOST_TEST(
      uris(get(base + "/hls/master.m3u8?token=" + token, guest).body)[0].starts_with("low/playlist.m3u8?token="));
}

BOOST_AUTO_TEST_CASE(a_track_made_private_is_shut_at_once) {
  start_with_script(two_segments + done);
  host.jobs.run(transcode());
  BOOST_TEST(get(base + "/hls/low/seg-00001.m4s", guest).status == 200);
  catalog.tracks[track_id].is_public = false;
  BOOST_TEST(get(base + "/hls/low/seg-00001.m4s", guest).status == 200);  // the event has not come yet
  host.events.deliver({"library.track.updated.v1", "track", track_id, Json::object(), "", "event-1", 0});
  BOOST_TEST(get(base + "/hls/low/seg-00001.m4s", guest).status == 404);
}

BOOST_AUTO_TEST_CASE(a_track_that_plays_without_streams_gets_them_when_it_is_played) {
  start_with_script(two_segments + done);
  catalog.tracks[track_id].status = "ready";
  catalog.tracks[track_id].is_public = false;
  BOOST_TEST(get(base + "/hls/master.m3u8", guest).status == 404);
  BOOST_TEST(get(base + "/hls/status", ann).status == 200);
  BOOST_TEST(!host.jobs.find("media.transcode:" + track_id), "nobody who may hear it has played it");
  for (int i = 0; i < 2; ++i) BOOST_TEST(get(base + "/hls/master.m3u8", ann).status == 404);
  auto* job = host.jobs.find("media.transcode:" + track_id);
  BOOST_REQUIRE(job);
  host.jobs.run(*job);
  BOOST_TEST(job->state == "done", job->error);
  BOOST_TEST(get(base + "/hls/master.m3u8", ann).status == 200);
}

BOOST_AUTO_TEST_CASE(odd_addresses) {
  start_with_script(two_segments + done);
  host.jobs.run(transcode());
  for (const std::string path :
       {"/hls/low/seg-00009.m4s", "/hls/low/waveform.json", "/hls/LOW/init.mp4", "/hls/%2e%2e/init.mp4",
        "/hls/nothing/playlist.m3u8", "/hls/low/..%2f..%2forig", "/hls/high/init.mp4"}) {
    BOOST_TEST(get(base + path, ann).status == 404, path);
  }
  BOOST_TEST(get("/api/v1/tracks/not-an-id/hls/low/init.mp4", ann).status == 404);
  BOOST_TEST(get("/api/v1/tracks/019aa000-0000-7000-8000-00000000000f/hls/status", ann).status == 404);
}

// A host that crashed too often has given the job up without telling the track.
BOOST_AUTO_TEST_CASE(a_conversion_without_a_job_gets_one) {
  host.migrate();
  host.db.script(
      "INSERT INTO hls_renditions (track_id, owner_id, generation, status, progress, tiers, timescale, "
      "segments, updated_at) VALUES ('" +
      track_id + "', 'ann', 'g', 'running', 0, '[]', 44100, 0, 0)");
  hls::Services services(host.handle());
  hls::requeue_unfinished(services);
  hls::requeue_unfinished(services);
  BOOST_TEST(host.jobs.all.size() == 1U);
  BOOST_TEST(host.jobs.all.at(0).unique_key == "media.transcode:" + track_id);
}

BOOST_AUTO_TEST_CASE(every_route_is_described) {
  start_with_script("exit 3");
  const Json document = Json::parse(std::ifstream(VEZA_PLUGIN_FOLDER "/openapi.json"));
  size_t described = 0;
  for (const auto& [path, item] : document["paths"].items()) described += item.size();
  BOOST_TEST(host.http.routes().size() == described);
  for (const auto& route : host.http.routes()) {
    const auto space = route.find(' ');
    BOOST_TEST(document["paths"]
                   .value(route.substr(space + 1), Json::object())
                   .contains(detail_http::lower(route.substr(0, space))),
               route);
  }
}

BOOST_AUTO_TEST_SUITE_END()
