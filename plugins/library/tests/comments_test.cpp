// Comments through the whole plugin: what may be said, who reads, changes and removes it, and what stays of it.
#include <boost/test/unit_test.hpp>
#include <veza/id.hpp>
#include <veza/testing/fake_host.hpp>

#include "store/tracks.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

namespace veza::library {
namespace {

using namespace veza::testing;

struct Commenting {
  Commenting() : host(VEZA_PLUGIN_FOLDER, Json{{"upload_limit_bytes", 1 << 20}}), db(host.handle()) {
    host.config.set_libexec_dir(VEZA_LIBEXEC);
    for (const User& user : {ann, bob, cleo, mod}) host.identity.users[user.id] = user;
    host.start(&veza_plugin_entry_v1);
    track = add(ann);
  }
  static User member(const char* name, std::vector<std::string> more = {}) {
    more.insert(more.end(),
                {"track:read", "track:delete", "comment:read", "comment:create", "comment:update", "comment:delete"});
    return {new_id(), name, "user", more};
  }
  std::string add(const User& owner, Visibility visibility = Visibility::listed,
                  std::optional<int64_t> duration = 60'000) {
    Track made;
    made.id = new_id();
    made.owner_id = owner.id;
    made.title = "Song";
    made.visibility = visibility;
    made.duration_ms = duration;
    made.file_name = "a.wav";
    made.created_at = made.updated_at = now_ms();
    db.write([&](const Tx& tx) { Tracks::insert(tx, made); });
    return made.id;
  }
  Reply send(const std::string& method, const std::string& rest, const User& who, const Json& body = nullptr,
             const std::string& on = "") {
    FakeRequest request;
    request.method = method;
    request.target = "/api/v1/tracks/" + (on.empty() ? track : on) + "/comments" + rest;
    if (!body.is_null()) request.json(body);
    return host.http.send(request.as(who));
  }
  std::string say(const User& who, const Json& body) {
    const auto reply = send("POST", "", who, body);
    BOOST_REQUIRE_MESSAGE(reply.status == 201, reply.body);
    // Two of one millisecond have no order.
    for (const auto said = now_ms(); now_ms() == said;) continue;
    return reply.data().at("id");
  }
  // The bodies of a page, one after the other.
  std::string texts(const std::string& query, const User& who) {
    const auto reply = send("GET", query, who);
    BOOST_REQUIRE_MESSAGE(reply.status == 200, reply.body);
    std::string out;
    for (const Json& each : reply.data()) out += (out.empty() ? "" : ", ") + each["body"].get<std::string>();
    return out;
  }
  int64_t rows() {
    int64_t count = 0;
    db.query("SELECT COUNT(*) FROM library_comments", {}, [&](const Row& row) { count = row.integer(0); });
    return count;
  }
  size_t events(std::string_view type) const {
    size_t count = 0;
    for (const auto& event : host.events.emitted) count += event.type == type ? 1 : 0;
    return count;
  }

  const User guest{}, ann = member("ann"), bob = member("bob"), cleo = member("cleo"),
                      mod = member("mod", {"track:read_any", "comment:delete_any"});
  FakeHost host;
  Db db;
  std::string track;
};

const std::string nobody = "0190a000-0000-7000-8000-000000000000";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(comments, Commenting)

BOOST_AUTO_TEST_CASE(a_comment_is_a_row_an_event_and_a_word_to_whoever_watches) {
  const auto reply = send("POST", "", bob, {{"body", "  That  bass\r\n\n\n\n<b>again</b> "}, {"position_ms", 12'345}});
  BOOST_TEST(reply.status == 201, reply.body);
  const Json comment = reply.data();
  BOOST_TEST(comment["body"] == "That bass\n\n<b>again</b>");
  BOOST_TEST(comment["position_ms"] == 12'345);
  BOOST_TEST(comment["author"] == (Json{{"id", bob.id}, {"username", "bob"}}));
  BOOST_TEST(comment["can_edit"] == true);
  BOOST_TEST(comment["edited_at"].is_null());
  const auto& event = host.events.emitted.back();
  BOOST_TEST(event.type == "library.comment.created.v1");
  BOOST_TEST(event.aggregate_id == comment["id"]);
  BOOST_TEST(event.data["track_owner_id"] == ann.id);
  BOOST_TEST(!event.data.contains("body"));
  const auto told = host.ws.published();
  BOOST_REQUIRE(!told.empty());
  BOOST_TEST(told.back().topic == "track." + track);
  BOOST_TEST(told.back().message["type"] == "CommentsChanged");
  BOOST_TEST(to_text(told.back().message).find("bass") == std::string::npos);

  const auto list = send("GET", "", guest).json();
  BOOST_TEST(list["meta"]["total"] == 1);
  BOOST_TEST(list["data"][0]["can_edit"] == false);
  BOOST_TEST(list["data"][0]["can_delete"] == false);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_said_is_refused_with_its_field) {
  const std::string most(2000, 'x');
  const auto answered = say(bob, {{"body", "hello"}});
  const auto answer = say(ann, {{"body", "hi"}, {"parent_id", answered}});
  const auto elsewhere = add(ann);
  struct Case {
    Json body;
    const char* field;
  };
  const Case cases[] = {{Json::object(), "body"},
                        {{{"body", ""}}, "body"},
                        {{{"body", " \n\t\u200b "}}, "body"},
                        {{{"body", "\u3164\n\ufeff"}}, "body"},
                        {{{"body", 5}}, "body"},
                        {{{"body", nullptr}}, "body"},
                        {{{"body", most + "x"}}, "body"},
                        {{{"body", "a\u0001b"}}, "body"},
                        {{{"body", "a"}, {"position_ms", -1}}, "position_ms"},
                        {{{"body", "a"}, {"position_ms", 60'001}}, "position_ms"},
                        {{{"body", "a"}, {"position_ms", 1.5}}, "position_ms"},
                        {{{"body", "a"}, {"position_ms", "1"}}, "position_ms"},
                        {{{"body", "a"}, {"position_ms", 18'446'744'073'709'551'615U}}, "position_ms"},
                        {{{"body", "a"}, {"parent_id", "x"}}, "parent_id"},
                        {{{"body", "a"}, {"parent_id", nobody}}, "parent_id"},
                        {{{"body", "a"}, {"parent_id", answer}}, "parent_id"},
                        {{{"body", "a"}, {"parent_id", answered}, {"position_ms", 5}}, "position_ms"},
                        {{{"body", "a"}, {"user_id", ann.id}}, "user_id"}};
  for (const auto& [body, field] : cases) {
    const auto reply = send("POST", "", bob, body);
    BOOST_TEST_CONTEXT(to_text(body).substr(0, 80)) {
      BOOST_TEST(reply.status == 422);
      BOOST_TEST(reply.json()["error"]["details"][0]["field"] == field);
    }
  }
  BOOST_TEST(send("POST", "", bob, {{"body", "a"}, {"parent_id", answered}}, elsewhere).status == 422);
  BOOST_TEST(send("POST", "", bob, Json::array()).status == 400);
  BOOST_TEST(send("POST", "", guest, {{"body", "a"}}).status == 401);
  BOOST_TEST(rows() == 2);
  BOOST_TEST(say(bob, {{"body", most}, {"position_ms", 60'000}}).size() == 36U);
  const auto unknown_length = add(ann, Visibility::listed, std::nullopt);
  BOOST_TEST(send("POST", "", bob, {{"body", "a"}, {"position_ms", 86'400'000}}, unknown_length).status == 201);
}

BOOST_AUTO_TEST_CASE(lists_are_by_moment_or_date_in_pages) {
  for (const auto& [text, at] : std::vector<std::pair<const char*, Json>>{
           {"c", 30'000}, {"whole", nullptr}, {"a", 0}, {"b", 10'000}, {"b2", 10'000}}) {
    say(bob, {{"body", text}, {"position_ms", at}});
  }
  BOOST_TEST(texts("", guest) == "a, b, b2, c, whole");
  BOOST_TEST(texts("?timed=true", guest) == "a, b, b2, c");
  BOOST_TEST(texts("?sort=created_at", guest) == "c, whole, a, b, b2");
  BOOST_TEST(texts("?sort=-created_at", guest) == "b2, b, a, whole, c");
  for (const std::string sort : {"position", "created_at", "-created_at"}) {
    std::string walked, cursor;
    int pages = 0;
    do {
      const std::string query = "?per_page=2&sort=" + sort + (cursor.empty() ? "" : "&cursor=" + cursor);
      const auto page = send("GET", query, guest).json();
      for (const Json& each : page["data"]) walked += (walked.empty() ? "" : ", ") + each["body"].get<std::string>();
      cursor = page["meta"]["next_cursor"].is_null() ? "" : page["meta"]["next_cursor"].get<std::string>();
      BOOST_TEST(page["meta"]["total"] == 5);
    } while (!cursor.empty() && ++pages < 5);
    BOOST_TEST(walked == texts("?sort=" + sort, guest));
  }
  const std::string other = send("GET", "?per_page=1", guest).json()["meta"]["next_cursor"];
  for (const std::string& query :
       {std::string("?sort=loud"), std::string("?cursor=x"), "?sort=created_at&cursor=" + other,
        std::string("?parent_id=x"), std::string("?timed=1"), std::string("?per_page=0")}) {
    BOOST_TEST(send("GET", query, guest).status == 422, query);
  }
}

BOOST_AUTO_TEST_CASE(answers_stand_below_what_they_answer_and_go_with_it) {
  const auto first = say(bob, {{"body", "first"}, {"position_ms", 5}});
  say(ann, {{"body", "thanks"}, {"parent_id", first}});
  say(cleo, {{"body", "yes"}, {"parent_id", first}});
  BOOST_TEST(texts("", guest) == "first");
  BOOST_TEST(send("GET", "", guest).data()[0]["reply_count"] == 2);
  BOOST_TEST(texts("?parent_id=" + first, guest) == "thanks, yes");
  BOOST_TEST(send("DELETE", "/" + first, bob).status == 204);
  BOOST_TEST(rows() == 0);
  BOOST_TEST(events("library.comment.deleted.v1") == 3U);
  BOOST_TEST(send("DELETE", "/" + first, bob).status == 404);
}

BOOST_AUTO_TEST_CASE(its_author_changes_it_and_three_kinds_of_people_remove_it) {
  const auto id = say(bob, {{"body", "frist"}, {"position_ms", 5}});
  BOOST_TEST(send("PATCH", "/" + id, cleo, {{"body", "x"}}).status == 403);
  BOOST_TEST(send("PATCH", "/" + id, ann, {{"body", "x"}}).status == 403);
  BOOST_TEST(send("PATCH", "/" + id, mod, {{"body", "x"}}).status == 403);
  BOOST_TEST(send("PATCH", "/" + id, bob, {{"body", ""}}).status == 422);
  BOOST_TEST(send("PATCH", "/" + id, bob, {{"body", "x"}, {"position_ms", 7}}).status == 422);
  BOOST_TEST(send("PATCH", "/" + id, bob, {{"body", "frist"}}).data()["edited_at"].is_null());
  const auto changed = send("PATCH", "/" + id, bob, {{"body", "first"}}).data();
  BOOST_TEST(changed["body"] == "first");
  BOOST_TEST(changed["edited_at"].is_string());
  BOOST_TEST(changed["position_ms"] == 5);
  const auto elsewhere = add(ann);
  BOOST_TEST(send("PATCH", "/" + id, bob, {{"body", "x"}}, elsewhere).status == 404);
  BOOST_TEST(send("DELETE", "/" + id, ann, nullptr, elsewhere).status == 404);
  BOOST_TEST(send("DELETE", "/" + id, cleo).status == 403);
  BOOST_TEST(send("DELETE", "/" + id, guest).status == 401);
  BOOST_TEST(host.audit.entries.empty());
  for (const User* who : {&bob, &ann, &mod}) {
    const auto one = say(bob, {{"body", "bye"}});
    BOOST_TEST(send("DELETE", "/" + one, *who).status == 204);
    // What one removes of one's own is nobody's business.
    BOOST_TEST(host.audit.has("library.comment.deleted", one) == (who != &bob));
  }
  BOOST_TEST(host.audit.entries.back().before["author_id"] == bob.id);
  BOOST_TEST(to_text(host.audit.entries.back().before).find("bye") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(only_whoever_may_hear_the_track_reads_along) {
  const auto secret = add(ann, Visibility::closed);
  const auto id = send("POST", "", ann, {{"body", "mine"}}, secret).data()["id"].get<std::string>();
  for (const User* who : {&guest, &bob}) {
    BOOST_TEST(send("GET", "", *who, nullptr, secret).status == 404);
  }
  BOOST_TEST(send("POST", "", bob, {{"body", "x"}}, secret).status == 404);
  BOOST_TEST(send("PATCH", "/" + id, bob, {{"body", "x"}}, secret).status == 404);
  BOOST_TEST(send("DELETE", "/" + id, bob, nullptr, secret).status == 404);
  BOOST_TEST(send("GET", "", mod, nullptr, secret).status == 200);
  User narrow = ann;
  narrow.permissions = {"track:read"};
  BOOST_TEST(send("GET", "", narrow, nullptr, secret).status == 403);

  // One's own can be taken back where one may no longer hear.
  const auto kept = say(bob, {{"body", "taken back"}});
  db.write([&](const Tx& tx) {
    auto now = Tracks::hold(tx, track);
    now->visibility = Visibility::closed;
    Tracks::update(tx, *now);
  });
  BOOST_TEST(send("GET", "", bob).status == 404);
  BOOST_TEST(send("PATCH", "/" + kept, bob, {{"body", "x"}}).status == 404);
  BOOST_TEST(send("DELETE", "/" + kept, bob).status == 204);
}

BOOST_AUTO_TEST_CASE(the_site_has_a_say) {
  host.policy.answers["comment.check"] = {{"kind", "deny"}, {"reason", "links"}, {"message", "No links here."}};
  const auto denied = send("POST", "", bob, {{"body", "https://example.org"}, {"position_ms", 9}}).json()["error"];
  BOOST_TEST(denied["code"] == "policy_denied");
  BOOST_TEST(denied["message"] == "No links here.");
  const Json& asked = host.policy.asked.back().second;
  BOOST_TEST(asked["body"] == "https://example.org");
  BOOST_TEST(asked["position_ms"] == 9);
  BOOST_TEST(asked["user"]["username"] == "bob");
  BOOST_TEST(asked["is_edit"] == false);
  for (const Json& answer : {Json{{"kind", "hold"}}, Json{{"kind", "change"}, {"changes", {{"body", ""}}}},
                             Json{{"kind", "change"}, {"changes", {{"position_ms", 5}}}}}) {
    host.policy.answers["comment.check"] = answer;
    BOOST_TEST(send("POST", "", bob, {{"body", "x"}}).error_code() == "policy_denied");
  }
  BOOST_TEST(rows() == 0);
  host.policy.answers["comment.check"] = {{"kind", "change"}, {"changes", {{"body", "d**n"}}}};
  BOOST_TEST(texts("?parent_id=" + say(bob, {{"body", "damn"}}), guest).empty());
  BOOST_TEST(texts("", guest) == "d**n");
}

BOOST_AUTO_TEST_CASE(comments_go_with_the_track_and_with_the_account) {
  const auto first = say(bob, {{"body", "of bob"}, {"position_ms", 1000}});
  say(ann, {{"body", "to bob"}, {"parent_id", first}});
  say(bob, {{"body", "to himself"}, {"parent_id", first}});
  say(ann, {{"body", "of ann"}});
  const auto hidden = add(ann, Visibility::unlisted);
  BOOST_TEST(send("POST", "", bob, {{"body", "there"}}, hidden).status == 201);
  db.write([&](const Tx& tx) {
    auto now = Tracks::hold(tx, hidden);
    now->visibility = Visibility::closed;
    Tracks::update(tx, *now);
  });
  const Json file = host.privacy.export_of(bob.id).json.at("comments.json");
  BOOST_REQUIRE(file.size() == 3U);
  BOOST_TEST(file[0]["body"] == "of bob");
  BOOST_TEST(file[0]["title"] == "Song");
  BOOST_TEST(file[1]["body"] == "to himself");
  BOOST_TEST(file[2]["title"] == "");
  host.privacy.erase(bob.id);
  BOOST_TEST(events("library.comment.deleted.v1") == 4U);
  BOOST_TEST(texts("", guest) == "of ann");
  BOOST_TEST(rows() == 1);
  db.write([&](const Tx& tx) { Tracks::remove(tx, track); });
  BOOST_TEST(rows() == 0);
}

BOOST_AUTO_TEST_CASE(a_member_has_a_page_when_there_is_something_to_show) {
  const auto get = [&](const std::string& name, const User& who) {
    FakeRequest request;
    request.target = "/api/v1/users/" + name;
    return host.http.send(request.as(who));
  };
  BOOST_TEST(get("ANN", guest).data() == (Json{{"id", ann.id}, {"username", "ann"}}));
  BOOST_TEST(get("bob", guest).status == 404);
  BOOST_TEST(get("bob", ann).status == 200);
  for (const std::string name : {"an", "anna", "%25", "a%00", "%E2%82"}) BOOST_TEST(get(name, ann).status == 404, name);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::library
