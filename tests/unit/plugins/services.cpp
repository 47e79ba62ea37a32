// The service tables, driven by a plugin that uses all of them through the C++ face.
#include <boost/test/unit_test.hpp>

#include "site.h"

namespace veza::plugins {
namespace {

using base::Json;
using test::eventually;
using test::Site;

std::string add_note(Site& site, const std::string& body) {
  const auto answer = site.send("POST", "/api/v1/good/notes", base::to_text(Json{{"body", body}}), "ada");
  BOOST_REQUIRE_MESSAGE(answer.status == 201, answer.body);
  return answer.json()["data"]["id"];
}

BOOST_AUTO_TEST_SUITE(services)

BOOST_AUTO_TEST_CASE(requests_principals_and_settings_arrive) {
  Site site({"good"});
  site.config.settings["good"] = {{"limit", "7"}};
  site.load();
  const auto guest = site.get("/api/v1/good?q=a%20b+c").json()["data"];
  BOOST_TEST(guest["greeting"] == "hello");
  BOOST_TEST(guest["limit"] == 7);
  BOOST_TEST(guest["user"] == "");
  BOOST_TEST(guest["may_create"] == false);
  BOOST_TEST(guest["q"] == "a b c");
  BOOST_TEST(!guest["request_id"].get<std::string>().empty());
  const auto ada = site.send("GET", "/api/v1/good", "", "ada").json()["data"];
  BOOST_TEST(ada["user"] == "ada");
  BOOST_TEST(ada["may_create"] == true);
  BOOST_TEST(ada["may_nothing"] == false, "the empty permission fails closed");
  BOOST_TEST(site.get("/api/v1/good/inline").json()["data"] == "quick");
  BOOST_TEST(site.send("POST", "/api/v1/good/notes", "{}").status == 401);
}

BOOST_AUTO_TEST_CASE(a_write_its_event_and_its_job_belong_together) {
  Site site({"good"});
  site.load();
  const auto id = add_note(site, "four");
  BOOST_TEST(eventually([&] { return site.get("/api/v1/good/notes/" + id).json()["data"]["size"] == 4; }));
  BOOST_TEST(site.get("/api/v1/good/notes/" + id).json()["data"]["score"] == 1.5);
  BOOST_TEST(eventually([&] { return site.get("/api/v1/good").json()["data"]["seen"] == "1"; }));
  BOOST_TEST(site.get("/api/v1/good/notes/none").status == 404);
  BOOST_TEST(site.metrics.text().find("good_notes_total{plugin=\"good\"} 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_a_plugin_scheduled_is_known_by_its_name) {
  Site site({"good"});
  site.load();
  BOOST_TEST(eventually([&] {
    const auto row = site.db->row("SELECT last_due FROM job_schedule WHERE name = 'good/recount'");
    return row && row->has_value();
  }));
}

BOOST_AUTO_TEST_CASE(events_committed_while_a_plugin_is_away_reach_it_later) {
  Site site({"good"});
  site.load();
  add_note(site, "one");
  BOOST_TEST(eventually([&] { return site.get("/api/v1/good").json()["data"]["seen"] == "1"; }));
  BOOST_REQUIRE(site.plugins().stop());
  const auto status = site.db->write([&](data::Transaction& tx) -> base::Status {
    events::Event event;
    event.event_type = "good.note.added.v1";
    event.aggregate_type = "note";
    event.aggregate_id = "elsewhere";
    const auto emitted = site.outbox->emit(tx, event);
    return emitted ? base::Status() : base::fail(emitted.error());
  });
  BOOST_REQUIRE(status);
  site.load();
  BOOST_TEST(eventually([&] { return site.get("/api/v1/good").json()["data"]["seen"] == "2"; }));
}

BOOST_AUTO_TEST_CASE(the_policy_is_asked) {
  Site site({"good"});
  site.load();
  site.script(R"(policy.hook { name = "good.note", id = "no-bad", run = function(note)
                   if note.body == "bad" then return policy.deny("bad", "Not that.") end end })");
  add_note(site, "fine");
  const auto denied = site.send("POST", "/api/v1/good/notes", R"({"body":"bad"})", "ada");
  BOOST_TEST(denied.status == 403);
  BOOST_TEST(denied.json()["error"]["message"] == "Not that.");
}

BOOST_AUTO_TEST_CASE(uploads_blobs_and_files_are_served) {
  Site site({"good"});
  site.load();
  const std::string form =
      "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.txt\"\r\n\r\nblob bytes\r\n--b--\r\n";
  const auto uploaded = site.send("POST", "/api/v1/good/files", form, "ada", "multipart/form-data; boundary=b");
  BOOST_REQUIRE_MESSAGE(uploaded.status == 201, uploaded.body);
  BOOST_TEST(uploaded.json()["data"]["size"] == 10);
  BOOST_TEST(uploaded.json()["data"]["name"] == "x.txt");
  const auto blob = site.get("/api/v1/good/blob");
  BOOST_TEST(blob.body == "blob bytes");
  BOOST_TEST(blob.headers.has("ETag"));
  BOOST_TEST(site.send("POST", "/api/v1/good/files", form, "ada").status == 415);
  BOOST_TEST(site.send("POST", "/api/v1/good/files", "--b\r\n", "ada", "multipart/form-data; boundary=b").status ==
             400);

  const auto file = site.get("/api/v1/good/file/files/note.txt");
  BOOST_TEST(file.body == "a file of the plugin\n");
  BOOST_TEST(file.headers.has("Last-Modified"));
  for (const auto* path : {"plugin.json/../../../veza.db", "none", "files"}) {
    BOOST_TEST(site.get(std::string("/api/v1/good/file/") + path).status == 404, path);
  }
}

BOOST_AUTO_TEST_CASE(stream_tokens_and_limits_work) {
  Site site({"good"});
  site.load();
  const auto token = site.send("GET", "/api/v1/good/token", "", "ada").json()["data"];
  BOOST_TEST(token["expires_in"] == 600);
  BOOST_TEST(token["good"] == true);
  BOOST_TEST(token["other"] == false);
  BOOST_TEST(site.get("/api/v1/good/limited").json()["data"]["allowed"] == true);
  BOOST_TEST(site.get("/api/v1/good/limited").json()["data"]["allowed"] == true);
  BOOST_TEST(site.get("/api/v1/good/limited").json()["data"]["allowed"] == false);
  // Keys are the plugin's own.
  BOOST_TEST(site.kv->get("p/good/requests").has_value());
}

BOOST_AUTO_TEST_CASE(requests_during_a_stop_are_answered) {
  Site site({"good"});
  site.load();
  std::atomic<bool> end{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back([&] {
      while (!end) {
        const int status = site.get("/api/v1/good").status;
        if (status != 200 && status != 404 && status != 503) ++wrong;
      }
    });
  }
  for (int i = 0; i < 5; ++i) {
    BOOST_TEST(eventually([&] { return site.get("/api/v1/good").status == 200; }));
    BOOST_TEST(site.plugins().stop());
    if (i == 4) break;
    BOOST_REQUIRE(site.plugins().load());
  }
  end = true;
  for (auto& client : clients) client.join();
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
