// The tempo that nobody said.
#include "site.h"

namespace {

struct Beats : Site {
  // 128 clicks a minute.
  static const std::string& beat() {
    static const std::string bytes = [] {
      const sample::Folder folder;
      const std::string command =
          "ffmpeg -nostdin -v error -y -f lavfi -i "
          "\"aevalsrc='0.8*sin(2*PI*60*t)*exp(-30*mod(t,0.46875))':d=16:s=22050\" "
          "'" +
          folder.path("b.wav") + "'";
      BOOST_REQUIRE_MESSAGE(std::system(command.c_str()) == 0, command);
      return sample::read(folder.path("b.wav"));
    }();
    return bytes;
  }
  std::string ready(const std::string& bytes, int duration_ms, const Json& changes = Json::object()) {
    const std::string id = upload(ann, bytes).data().at("id");
    if (!changes.empty()) BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, ann, changes).status == 200);
    const std::string media = to_text(Json{{"duration_ms", duration_ms}});
    in_transaction(
        [&](veza_tx* tx) { return table->media_ready(table->ctx, tx, detail::abi(id), detail::abi(media)); });
    return id;
  }
  FakeJob* job(const std::string& id) { return host.jobs.find("library.detect_tempo:" + id); }
  Json track(const std::string& id) { return get("/api/v1/tracks/" + id, ann).data(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tempo, Beats)

BOOST_AUTO_TEST_CASE(is_measured_and_marked) {
  const auto id = ready(beat(), 16000);
  BOOST_TEST(track(id)["bpm"].is_null());
  auto* queued = job(id);
  BOOST_REQUIRE(queued);
  host.jobs.run(*queued);
  BOOST_TEST(queued->state == "done", queued->error);
  BOOST_TEST(track(id)["bpm"].get<double>() > 125);
  BOOST_TEST(track(id)["bpm"].get<double>() < 131);
  BOOST_TEST(track(id)["bpm_detected"] == true);
  BOOST_TEST(host.events.emitted.back().type == "library.track.updated.v1");
}

BOOST_AUTO_TEST_CASE(is_not_measured_where_it_is_said_or_cannot_be) {
  BOOST_TEST(!job(ready(beat(), 16000, {{"bpm", 64}})));
  BOOST_TEST(!job(ready(wav(), 2000)));
}

BOOST_AUTO_TEST_CASE(what_somebody_says_meanwhile_stays) {
  const auto id = ready(beat(), 16000);
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, ann, {{"bpm", 90}}).status == 200);
  host.jobs.run(*job(id));
  BOOST_TEST(track(id)["bpm"] == 90);
  BOOST_TEST(track(id)["bpm_detected"] == false);
}

BOOST_AUTO_TEST_CASE(a_tone_has_none_and_a_deleted_track_is_no_fault) {
  const auto tone = ready(wav(), 16000), gone = ready(beat(), 16000);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + gone, ann).status == 204);
  for (const auto& id : {tone, gone}) {
    host.jobs.run(*job(id));
    BOOST_TEST(job(id) == nullptr);
  }
  BOOST_TEST(track(tone)["bpm"].is_null());
}

BOOST_AUTO_TEST_SUITE_END()
