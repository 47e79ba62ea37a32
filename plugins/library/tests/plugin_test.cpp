// The whole plugin over a host in memory.
#include "site.h"

BOOST_FIXTURE_TEST_SUITE(plugin, Site)

BOOST_AUTO_TEST_CASE(an_upload_is_a_row_an_event_and_a_job) {
  const auto reply = upload(ann, wav(), {{"genre", "Drone", "", ""}, {"visibility", "private", "", ""}});
  BOOST_TEST(reply.status == 201, reply.body);
  const Json track = reply.data();
  const std::string id = track["id"];
  BOOST_TEST(track["title"] == "A Title");
  BOOST_TEST(track["genre"] == "Drone");
  BOOST_TEST(track["visibility"] == "private");
  BOOST_TEST(track["status"] == "processing");
  BOOST_TEST(track["content_type"] == "audio/wav");
  BOOST_TEST(track["file_name"] == "My Song.wav");
  BOOST_TEST(track["file_size"] == wav().size());
  BOOST_TEST(track["duration"].get<double>() == 2.0);
  BOOST_TEST(track["owner"]["username"] == "ann");
  BOOST_TEST(track["loudness"].is_null());
  BOOST_TEST(get("/api/v1/tracks/" + id, ann).data() == track);

  BOOST_TEST(host.blobs.all.at("library/" + id + "/original") == wav());
  BOOST_REQUIRE(host.events.emitted.size() == 1U);
  BOOST_TEST(host.events.emitted[0].type == "library.track.uploaded.v1");
  BOOST_TEST(host.events.emitted[0].aggregate_id == id);
  BOOST_TEST(host.events.emitted[0].correlation_id == "request-1");
  BOOST_TEST(unfinished_jobs() == 1U);
  const auto* job = host.jobs.find("media.transcode:" + id);
  BOOST_REQUIRE(job);
  BOOST_TEST(Json::parse(job->payload)["track_id"] == id);
}

BOOST_AUTO_TEST_CASE(refused_uploads_leave_nothing) {
  host.policy.answers["upload.check"] = Json();
  struct Case {
    const char* name;
    std::string bytes;
    Json policy;
    int status;
    std::string code;
  };
  const Json allow{{"kind", "allow"}};
  const Case cases[] = {
      {"text", "hello", allow, 415, "unsupported_media_type"},
      {"empty", "", allow, 415, "unsupported_media_type"},
      {"a playlist called wav", "#EXTM3U\nhttp://127.0.0.1/\n", allow, 415, "unsupported_media_type"},
      {"too large", wav() + std::string(1 << 20, '\0'), allow, 413, "too_large"},
      {"denied",
       wav(),
       {{"kind", "deny"}, {"reason", "wav_too_big"}, {"message", "WAV files: no."}},
       403,
       "policy_denied"},
      {"held", wav(), {{"kind", "hold"}}, 403, "policy_denied"},
  };
  for (const auto& c : cases) {
    BOOST_TEST_CONTEXT(c.name) {
      host.policy.answers["upload.check"] = c.policy;
      const auto reply = upload(ann, c.bytes);
      BOOST_TEST(reply.status == c.status);
      BOOST_TEST(reply.error_code() == c.code);
      BOOST_TEST(host.blobs.all.empty());
      BOOST_TEST(rows() == 0);
      BOOST_TEST(host.events.emitted.empty());
      BOOST_TEST(unfinished_jobs() == 0U);
    }
  }
  const auto denied = [&] {
    host.policy.answers["upload.check"] = cases[4].policy;
    return upload(ann, wav()).json().at("error");
  }();
  BOOST_TEST(denied["message"] == "WAV files: no.");
  BOOST_TEST(denied["details"][0] == (Json{{"field", "file"}, {"problem", "wav_too_big"}}));
}

BOOST_AUTO_TEST_CASE(the_hook_sees_the_upload_and_may_change_it) {
  host.policy.answers["upload.check"] = {{"kind", "change"}, {"changes", {{"visibility", "private"}, {"year", 2001}}}};
  const auto track = upload(ann, wav(), {}, "../evil.wav").data();
  BOOST_TEST(track["visibility"] == "private");
  BOOST_TEST(track["year"] == 2001);
  const Json& input = host.policy.asked.back().second;
  BOOST_TEST(input["user"]["username"] == "ann");
  BOOST_TEST(input["file"]["name"] == "evil.wav");
  BOOST_TEST(input["file"]["format"] == "wav");
  BOOST_TEST(input["file"]["size"] == wav().size());
  BOOST_TEST(input["file"]["duration"] == 2.0);
  BOOST_TEST(input["visibility"] == "public");
}

BOOST_AUTO_TEST_CASE(a_hook_that_changes_something_wrongly_publishes_nothing) {
  for (const Json& changes : {Json{{"visibility", "bogus"}}, Json{{"owner", "bob"}}, Json{{"year", "x"}}}) {
    host.policy.answers["upload.check"] = {{"kind", "change"}, {"changes", changes}};
    const auto refused = upload(ann, wav());
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(refused.error_code() == "policy_denied");
  }
  BOOST_TEST(get("/api/v1/tracks", mod).json()["meta"]["total"] == 0);
  BOOST_TEST(host.blobs.all.empty());
}

BOOST_AUTO_TEST_CASE(guests_cannot_upload) { BOOST_TEST(upload(guest, wav()).status == 401); }

BOOST_AUTO_TEST_CASE(a_private_track_is_for_its_owner_and_moderators) {
  const auto id = uploaded(ann, {{"visibility", "private", "", ""}});
  for (const std::string path : {"", "/stream"}) {
    const std::string target = "/api/v1/tracks/" + id + path;
    BOOST_TEST(get(target, ann).status == 200);
    BOOST_TEST(get(target, mod).status == 200);
    BOOST_TEST(get(target, bob).status == 404);
    BOOST_TEST(get(target, guest).status == 404);
  }
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, bob, {{"title", "Mine"}}).status == 404);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + id, bob).status == 404);
  BOOST_TEST(get("/api/v1/tracks", bob).json()["meta"]["total"] == 0);
  BOOST_TEST(get("/api/v1/tracks", ann).json()["meta"]["total"] == 1);
  BOOST_TEST(get("/api/v1/tracks", mod).json()["meta"]["total"] == 1);
  BOOST_TEST(!host.ws.may_subscribe(bob, "track." + id));
  BOOST_TEST(host.ws.may_subscribe(ann, "track." + id));
  BOOST_TEST(host.ws.may_subscribe(ann, "user." + ann.id));
  BOOST_TEST(!host.ws.may_subscribe(ann, "user." + bob.id));
  BOOST_TEST(!host.ws.may_subscribe(guest, "user."));
  BOOST_TEST(table->may_read(table->ctx, bob.abi(), detail::abi(id)) == VEZA_E_NOT_FOUND);
  BOOST_TEST(table->may_edit(table->ctx, ann.abi(), detail::abi(id)) == VEZA_OK);
}

BOOST_AUTO_TEST_CASE(stream_tokens) {
  const auto id = uploaded(ann, {{"visibility", "private", "", ""}});
  const auto other = uploaded(bob);
  BOOST_TEST(send("POST", "/api/v1/auth/stream-token", bob, {{"track_id", id}}).status == 404);
  BOOST_TEST(send("POST", "/api/v1/auth/stream-token", bob, {{"track_id", 5}}).status == 422);
  const auto reply = send("POST", "/api/v1/auth/stream-token", ann, {{"track_id", id}});
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.data()["expires_in"] == 600);
  const std::string token = reply.data()["token"];
  const auto stream = get("/api/v1/tracks/" + id + "/stream?token=" + token, guest);
  BOOST_TEST(stream.status == 200);
  BOOST_TEST(stream.body == wav());
  BOOST_TEST(stream.header("content-type") == "audio/wav");
  BOOST_TEST(stream.header("cache-control").starts_with("private"));
  BOOST_TEST(stream.header("content-disposition") == "inline; filename*=UTF-8''My%20Song.wav");
  BOOST_TEST(get("/api/v1/tracks/" + id + "/stream?token=" + FakeIdentity::stream_token(ann, other), guest).status ==
             404);
  BOOST_TEST(get("/api/v1/tracks/" + other + "/stream", guest).header("cache-control").starts_with("public"));
}

BOOST_AUTO_TEST_CASE(editing) {
  const auto id = uploaded(ann);
  const std::string target = "/api/v1/tracks/" + id;
  const auto changed = send("PATCH", target, ann, {{"title", "New"}, {"artist", nullptr}, {"visibility", "private"}});
  BOOST_TEST(changed.status == 200);
  BOOST_TEST(changed.data()["title"] == "New");
  BOOST_TEST(changed.data()["artist"].is_null());
  BOOST_TEST(host.events.emitted.back().type == "library.track.updated.v1");
  BOOST_TEST(host.events.emitted.back().data["visibility"] == "private");
  BOOST_TEST(send("PATCH", target, mod, {{"visibility", "public"}}).status == 200);
  BOOST_TEST(send("PATCH", target, bob, {{"title", "Mine"}}).status == 403);
  const auto bad = send("PATCH", target, ann, {{"title", ""}, {"year", 0}});
  BOOST_TEST(bad.status == 422);
  BOOST_TEST(bad.json()["error"]["details"].size() == 2U);
  BOOST_TEST(send("PATCH", target, ann, Json::array()).status == 400);
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + new_id(), ann, {{"title", "x"}}).status == 404);
}

BOOST_AUTO_TEST_CASE(deleting_removes_row_job_and_files) {
  const auto id = uploaded(ann), kept = uploaded(ann);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + id, bob).status == 403);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + id, ann).status == 204);
  BOOST_TEST(get("/api/v1/tracks/" + id, ann).status == 404);
  BOOST_TEST(host.events.emitted.back().type == "library.track.deleted.v1");
  BOOST_TEST(!host.jobs.find("media.transcode:" + id));
  auto* job = host.jobs.find("library.remove_files:" + id);
  BOOST_REQUIRE(job);
  host.jobs.run(*job);
  BOOST_TEST(job->state == "done");
  BOOST_TEST(!host.blobs.all.contains("library/" + id + "/original"));
  BOOST_TEST(host.blobs.all.contains("library/" + kept + "/original"));
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + id, ann).status == 404);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + kept, mod).status == 204);
}

BOOST_AUTO_TEST_CASE(changes_are_in_the_audit_log) {
  const auto id = uploaded(ann, {{"title", "One"}});
  BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, mod, {{"title", "Two"}}).status == 200);
  BOOST_TEST(send("DELETE", "/api/v1/tracks/" + id, ann).status == 204);
  const auto& entries = host.audit.entries;
  BOOST_REQUIRE_EQUAL(entries.size(), 3U);
  BOOST_TEST(entries[0].action == "library.track.created");
  BOOST_TEST(entries[0].actor_id == ann.id);
  BOOST_TEST(entries[1].action == "library.track.updated");
  BOOST_TEST(entries[1].actor_id == mod.id);
  BOOST_TEST(entries[1].before["title"] == "One");
  BOOST_TEST(entries[1].after["title"] == "Two");
  BOOST_TEST(entries[2].action == "library.track.deleted");
  for (const auto& entry : entries) BOOST_TEST(entry.subject_id == id);
}

BOOST_AUTO_TEST_CASE(what_somebody_uploaded_is_theirs_to_take_and_goes_with_them) {
  const auto mine = uploaded(ann, {{"title", "Mine"}});
  const auto his = uploaded(bob, {{"title", "His"}});
  const auto files = host.privacy.export_of(ann.id);
  BOOST_REQUIRE_EQUAL(files.json.at("tracks.json").size(), 1U);
  BOOST_TEST(files.json.at("tracks.json")[0]["title"] == "Mine");
  BOOST_TEST(files.blobs.at("files/" + mine + "/My Song.wav") == "library/" + mine + "/original");

  host.privacy.erase(ann.id);
  host.privacy.erase(ann.id);
  BOOST_TEST(rows() == 1);
  BOOST_TEST(get("/api/v1/tracks/" + mine, ann).status == 404);
  BOOST_TEST(get("/api/v1/tracks/" + his, bob).status == 200);
  BOOST_TEST(host.privacy.export_of(ann.id).blobs.empty());
  BOOST_TEST(host.privacy.export_of(bob.id).blobs.size() == 1U);
}

// The job that an interrupted upload leaves must not touch a track that was made after all.
BOOST_AUTO_TEST_CASE(an_abandoned_upload_is_swept) {
  const auto id = uploaded(ann), lost = new_id();
  host.blobs.all["library/" + lost + "/original"] = "bytes";
  Jobs jobs(host.handle());
  Db(host.handle()).write([&](const Tx& tx) {
    for (const auto& track : {id, lost}) {
      JobSpec job;
      job.kind = "library.remove_files";
      job.payload = {{"track_id", track}};
      jobs.enqueue(tx, job);
    }
  });
  for (auto& job : host.jobs.all) {
    if (job.kind == "library.remove_files" && job.unfinished()) host.jobs.run(job);
  }
  BOOST_TEST(host.blobs.all.contains("library/" + id + "/original"));
  BOOST_TEST(!host.blobs.all.contains("library/" + lost + "/original"));
}

BOOST_AUTO_TEST_CASE(lists_page_through_every_order) {
  std::vector<std::string> titles;
  for (int i = 0; i < 7; ++i) {
    titles.push_back("T" + std::to_string(i % 4));
    uploaded(ann, {{"title", titles.back(), "", ""}, {"artist", i % 2 ? "B" : "A", "", ""}});
  }
  for (const std::string sort : {"-created_at", "created_at", "title", "-title", "artist"}) {
    std::set<std::string> seen;
    std::string cursor;
    int pages = 0;
    do {
      const auto reply = get("/api/v1/tracks?per_page=2&sort=" + sort + "&cursor=" + cursor, guest);
      BOOST_REQUIRE_MESSAGE(reply.status == 200, reply.body);
      BOOST_TEST(reply.json()["meta"]["total"] == 7);
      for (const Json& track : reply.data()) BOOST_TEST(seen.insert(track["id"]).second);
      const Json next = reply.json()["meta"]["next_cursor"];
      cursor = next.is_null() ? "" : next.get<std::string>();
      ++pages;
    } while (!cursor.empty() && pages < 10);
    BOOST_TEST(seen.size() == 7U, sort);
    BOOST_TEST(pages == 4, sort);
  }
}

BOOST_AUTO_TEST_CASE(filters) {
  uploaded(ann, {{"title", "100% Silk", "", ""}, {"genre", "House", "", ""}});
  uploaded(bob, {{"title", "Silk_Road", "", ""}, {"genre", "house", "", ""}, {"artist", "Marco", "", ""}});
  uploaded(bob, {{"title", "Other", "", ""}, {"visibility", "private", "", ""}});
  const auto total = [&](const std::string& query, const User& who) {
    const auto reply = get("/api/v1/tracks?" + query, who);
    BOOST_REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return reply.json()["meta"]["total"].get<int>();
  };
  BOOST_TEST(total("", guest) == 2);
  BOOST_TEST(total("q=SILK", guest) == 2);
  BOOST_TEST(total("q=100%25", guest) == 1);
  BOOST_TEST(total("q=silk_", guest) == 1);
  BOOST_TEST(total("q=silk+marco", guest) == 1);
  BOOST_TEST(total("genre=HOUSE", guest) == 2);
  BOOST_TEST(total("artist=marco", guest) == 1);
  BOOST_TEST(total("owner=me", bob) == 2);
  BOOST_TEST(total("owner=" + bob.id, guest) == 1);
  BOOST_TEST(total("visibility=private", bob) == 1);
  BOOST_TEST(total("visibility=private", guest) == 0);
  BOOST_TEST(total("status=processing", guest) == 2);
  BOOST_TEST(get("/api/v1/tracks?owner=me", guest).status == 422);
}

BOOST_AUTO_TEST_CASE(media_results_reach_the_track) {
  const auto id = uploaded(ann);
  const Json media{
      {"duration_ms", 2001},
      {"sample_rate", 48000},
      {"loudness", {{"integrated_lufs", -14.5}, {"range_lu", 3.0}, {"true_peak_dbtp", -1.0}, {"gain_db", -3.5}}}};
  const std::string text = to_text(media);
  in_transaction([&](veza_tx* tx) { return table->media_ready(table->ctx, tx, detail::abi(id), detail::abi(text)); });
  auto track = get("/api/v1/tracks/" + id, guest).data();
  BOOST_TEST(track["status"] == "ready");
  BOOST_TEST(track["duration"] == 2.001);
  BOOST_TEST(track["sample_rate"] == 48000);
  BOOST_TEST(track["channels"] == 1);
  BOOST_TEST(track["loudness"]["gain_db"] == -3.5);
  BOOST_TEST(host.events.emitted.back().type == "library.track.ready.v1");

  in_transaction([&](veza_tx* tx) {
    return table->media_failed(table->ctx, tx, detail::abi(id), detail::abi("The file ends early."));
  });
  track = get("/api/v1/tracks/" + id, ann).data();
  BOOST_TEST(track["status"] == "failed");
  BOOST_TEST(track["status_reason"] == "The file ends early.");
  BOOST_TEST(host.events.emitted.back().type == "library.track.failed.v1");
  BOOST_TEST(get("/api/v1/tracks", guest).json()["meta"]["total"] == 0);
  BOOST_TEST(get("/api/v1/tracks", ann).json()["meta"]["total"] == 1);

  in_transaction([&](veza_tx* tx) { return table->media_restarted(table->ctx, tx, detail::abi(id)); });
  BOOST_TEST(get("/api/v1/tracks/" + id, ann).data()["status_reason"].is_null());
  const std::string unknown = new_id();
  BOOST_CHECK_THROW(Db(host.handle()).write([&](const Tx& tx) {
    const auto status = table->media_ready(table->ctx, tx.abi(), detail::abi(unknown), detail::abi(text));
    BOOST_TEST(status == VEZA_E_NOT_FOUND);
    throw Error(status, "gone");
  }),
                    Error);
}

BOOST_AUTO_TEST_CASE(embedded_covers_are_served) {
  const sample::Folder folder;
  const auto flac = sample::read(
      folder.make("c.flac", "-map 0 -map 1 -c:v png -frames:v 1 -disposition:v attached_pic " + sample::tags));
  const auto track = upload(ann, flac, {}, "c.flac").data();
  BOOST_TEST(track["has_cover"] == true);
  BOOST_TEST(track["content_type"] == "audio/flac");
  const auto cover = get("/api/v1/tracks/" + track["id"].get<std::string>() + "/cover", guest);
  BOOST_TEST(cover.status == 200);
  BOOST_TEST(cover.header("content-type") == "image/png");
  BOOST_TEST(get("/api/v1/tracks/" + uploaded(ann) + "/cover", guest).status == 404);
}

BOOST_AUTO_TEST_CASE(every_route_is_described) {
  const Json document = Json::parse(std::ifstream(VEZA_PLUGIN_FOLDER "/openapi.json"));
  size_t described = 0;
  for (const auto& [path, item] : document["paths"].items()) described += item.size();
  BOOST_TEST(host.http.routes().size() == described);
  for (const auto& route : host.http.routes()) {
    const auto space = route.find(' ');
    std::string method = detail_http::lower(route.substr(0, space));
    BOOST_TEST(document["paths"].value(route.substr(space + 1), Json::object()).contains(method), route);
  }
}

BOOST_AUTO_TEST_SUITE_END()
