// The fields of tus as strangers send them, and the protocol over a host in memory.
#include <boost/test/unit_test.hpp>
#include <veza/id.hpp>
#include <veza/testing/fake_host.hpp>

#include "sample_media.h"
#include "uploads/announced.h"
#include "uploads/checksum.h"
#include "uploads/tus_fields.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

using namespace veza;
using namespace veza::library;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(tus_fields)

BOOST_AUTO_TEST_CASE(sizes) {
  struct Case {
    const char* text;
    int64_t expected;  // -1: refused
  };
  for (const auto& [text, expected] : {Case{"0", 0},
                                       {"1", 1},
                                       {"007", 7},
                                       {"9007199254740991", 9007199254740991},
                                       {"9007199254740992", -1},
                                       {"18446744073709551616", -1},
                                       {"99999999999999999999999999999999", -1},
                                       {"", -1},
                                       {"-1", -1},
                                       {"+1", -1},
                                       {" 1", -1},
                                       {"1 ", -1},
                                       {"1, 1", -1},
                                       {"0x10", -1},
                                       {"1e3", -1},
                                       {"1.0", -1},
                                       {"NaN", -1},
                                       {"\xD9\xA1", -1}}) {
    BOOST_TEST(tus::parse_size(text).value_or(-1) == expected, text);
  }
}

BOOST_AUTO_TEST_CASE(metadata) {
  const auto show = [](std::string_view field) {
    const auto pairs = tus::parse_metadata(field);
    if (!pairs) return "refused"s;
    std::string out;
    for (const auto& [key, value] : *pairs) out += "[" + key + "=" + value + "]";
    return out;
  };
  struct Case {
    std::string field, expected;
  };
  std::string many;
  for (int i = 0; i < 33; ++i) many += (i ? ",k" : "k") + std::to_string(i);
  for (const auto& [field, expected] : {Case{"", ""},
                                        {"  ", ""},
                                        {"filename d29ybGQ=", "[filename=world]"},
                                        {"filename d29ybGQ=,is_confidential", "[filename=world][is_confidential=]"},
                                        {"a ,b eA==", "[a=][b=x]"},
                                        {" a eA== , b eQ== ", "[a=x][b=y]"},
                                        {"a eA==,a eQ==", "refused"},
                                        {"a eA==,", "refused"},
                                        {",a eA==", "refused"},
                                        {",", "refused"},
                                        {" eA==", "[eA===]"},  // a key without a value, strange as it is
                                        {"a eA=", "refused"},
                                        {"a eA", "refused"},
                                        {"a ====", "refused"},
                                        {"a A===", "refused"},
                                        {"a =AAA", "refused"},
                                        {"a e A=", "refused"},
                                        {"a e-_=", "refused"},
                                        {"a e\nA=", "refused"},
                                        {"k\xC3\xA9y eA==", "refused"},
                                        {"a\tb eA==", "refused"},
                                        {"a AAAA", "[a="s + std::string(3, '\0') + "]"},
                                        {many, "refused"}}) {
    BOOST_TEST(show(field) == expected, field);
  }
}

BOOST_AUTO_TEST_CASE(checksums) {
  struct Case {
    const char* field;
    int expected;  // 0 good, 1 mismatch, 2 unknown algorithm, 3 malformed; of "hello"
  };
  for (const auto& [field, expected] : {Case{"sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=", 0},
                                        {"sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=", 0},
                                        {"md5 XUFAKrxLKna5cZ2REBfFkg==", 0},
                                        {"  sha1   qvTGHdzF6KLavt4PO0gs2a6pQ00= ", 0},
                                        {"sha1 XUFAKrxLKna5cZ2REBfFkg==", 1},
                                        {"sha1 qvTGHdzF6KLavt4PO0gs2a6pQ0w=", 1},
                                        {"sha1 qvQ=", 1},
                                        {"crc32 NhCmhg==", 2},
                                        {"SHA1 qvTGHdzF6KLavt4PO0gs2a6pQ00=", 2},
                                        {"sha512 qvQ=", 2},
                                        {"", 3},
                                        {"sha1", 3},
                                        {"sha1 ", 3},
                                        {" qvTGHdzF6KLavt4PO0gs2a6pQ00=", 3},
                                        {"sha1 aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d", 1},  // hex is base64 too
                                        {"sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00", 3},
                                        {"sha1 qvTG, sha1 qvTG", 3}}) {
    const auto checksum = tus::parse_checksum(field);
    BOOST_TEST((checksum ? static_cast<int>(tus::check(*checksum, "hello")) : 3) == expected, field);
  }
}

BOOST_AUTO_TEST_CASE(dates) {
  BOOST_TEST(tus::http_date(784'111'777'000) == "Sun, 06 Nov 1994 08:49:37 GMT");
  BOOST_TEST(tus::http_date(784'111'776'001) == "Sun, 06 Nov 1994 08:49:37 GMT");
}

BOOST_AUTO_TEST_CASE(what_metadata_says_of_a_track) {
  const auto said = announced("filename cm9zZS5mbGFj,title TGEgUm9zZQ==,artist ,visibility cHJpdmF0ZQ==,filetype YQ==");
  BOOST_TEST(said.file_name == "rose.flac");
  BOOST_TEST(said.fields.title.value() == "La Rose");
  BOOST_TEST(!said.fields.artist.has_value());
  BOOST_TEST((said.fields.visibility == Visibility::closed));
  BOOST_TEST(announced("name eC5tcDM=").file_name == "x.mp3");
  BOOST_TEST(announced("").file_name.empty());
  for (const char* field : {"visiblity cHJpdmF0ZQ==", "visibility c2VjcmV0", "title //79", "owner_id eA=="}) {
    BOOST_CHECK_EXCEPTION(announced(field), HttpError, [](const HttpError& error) { return error.status() == 422; });
  }
  BOOST_CHECK_EXCEPTION(announced("title"s + "\x01 eA=="), HttpError,
                        [](const HttpError& error) { return error.status() == 400; });
}

BOOST_AUTO_TEST_SUITE_END()

namespace {
using namespace veza::testing;

struct TusSite {
  explicit TusSite(const Json& settings = Json{{"upload_limit_bytes", 1 << 20}}) : host(VEZA_PLUGIN_FOLDER, settings) {
    host.config.set_libexec_dir(VEZA_LIBEXEC);
    for (const User& user : {ann, bob}) host.identity.users[user.id] = user;
    host.start(&veza_plugin_entry_v1);
  }

  using Fields = std::map<std::string, std::string>;
  Reply send(const std::string& method, const std::string& target, const User& who, Fields fields = {},
             const std::string& body = {}) {
    FakeRequest request;
    request.method = method;
    request.target = target;
    fields.emplace("tus-resumable", "1.0.0");
    request.headers = std::move(fields);
    request.body = body;
    return host.http.send(request.as(who));
  }
  Reply create(const User& who, size_t length, const std::string& metadata = "filename cm9zZS53YXY=") {
    return send("POST", "/api/v1/uploads", who,
                {{"upload-length", std::to_string(length)}, {"upload-metadata", metadata}});
  }
  Reply patch(const std::string& target, const User& who, size_t offset, const std::string& body, Fields fields = {}) {
    fields.emplace("upload-offset", std::to_string(offset));
    fields.emplace("content-type", "application/offset+octet-stream");
    return send("PATCH", target, who, std::move(fields), body);
  }
  std::string begun(size_t length) {
    const auto reply = create(ann, length);
    BOOST_REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return reply.header("location");
  }
  std::string offset(const std::string& target) { return send("HEAD", target, ann).header("upload-offset"); }
  int64_t count(const std::string& table) {
    int64_t n = 0;
    Db(host.handle()).query("SELECT COUNT(*) FROM " + table, {}, [&](const Row& row) { n = row.integer(0); });
    return n;
  }

  static const std::string& wav() {
    static const std::string bytes = [] {
      const sample::Folder folder;
      return sample::read(folder.make("t.wav", "-map 0 -ac 1 " + sample::tags));
    }();
    return bytes;
  }

  const User ann{new_id(), "ann", "user", {"track:read", "track:create"}},
      bob{new_id(), "bob", "user", {"track:read", "track:create"}}, guest{};
  FakeHost host;
};

struct SmallQuota : TusSite {
  SmallQuota() : TusSite(Json{{"quota_bytes", 2 * wav().size() + 100}}) {}
};
}  // namespace

BOOST_FIXTURE_TEST_SUITE(tus, TusSite)

BOOST_AUTO_TEST_CASE(a_client_learns_what_there_is) {
  for (const char* path : {"/api/v1/uploads", "/api/v1/uploads/x"}) {
    FakeRequest request;
    request.method = "OPTIONS";
    request.target = path;
    const auto reply = host.http.send(request);
    BOOST_TEST(reply.status == 204);
    BOOST_TEST(reply.header("tus-resumable") == "1.0.0");
    BOOST_TEST(reply.header("tus-version") == "1.0.0");
    BOOST_TEST(reply.header("tus-max-size") == "1048576");
    BOOST_TEST(reply.header("tus-checksum-algorithm") == "sha1,sha256,md5");
    BOOST_TEST(reply.header("tus-extension") == "creation,creation-with-upload,termination,checksum,expiration");
  }
}

BOOST_AUTO_TEST_CASE(pieces_become_one_track) {
  const auto created = create(ann, wav().size(), "filename cm9zZS53YXY=,visibility cHJpdmF0ZQ==");
  BOOST_TEST(created.status == 201);
  BOOST_TEST(created.header("tus-resumable") == "1.0.0");
  BOOST_TEST(created.header("upload-offset") == "0");
  BOOST_TEST(!created.header("upload-expires").empty());
  const std::string target = created.header("location");
  const size_t third = wav().size() / 3;
  const auto first = patch(target, ann, 0, wav().substr(0, third));
  BOOST_TEST(first.status == 204);
  BOOST_TEST(first.header("upload-offset") == std::to_string(third));
  BOOST_TEST(patch(target, ann, third, wav().substr(third, third)).status == 204);
  const auto head = send("HEAD", target, ann);
  BOOST_TEST(head.status == 200);
  BOOST_TEST(head.header("upload-offset") == std::to_string(2 * third));
  BOOST_TEST(head.header("upload-length") == std::to_string(wav().size()));
  BOOST_TEST(head.header("upload-metadata") == "filename cm9zZS53YXY=,visibility cHJpdmF0ZQ==");
  BOOST_TEST(head.header("cache-control") == "no-store");
  const auto last = patch(target, ann, 2 * third, wav().substr(2 * third));
  BOOST_TEST(last.status == 204);
  BOOST_TEST(last.header("upload-offset") == std::to_string(wav().size()));
  const std::string id = last.header("veza-track-id");
  BOOST_TEST(host.blobs.all.at("library/" + id + "/original") == wav());
  const auto track = send("GET", "/api/v1/tracks/" + id, ann).data();
  BOOST_TEST(track["title"] == "A Title");
  BOOST_TEST(track["visibility"] == "private");
  BOOST_TEST(track["file_name"] == "rose.wav");
  BOOST_TEST(host.events.emitted.back().type == "library.track.uploaded.v1");
  // Who missed the answer is told again; the parts are forgotten.
  BOOST_TEST(send("HEAD", target, ann).header("veza-track-id") == id);
  BOOST_TEST(send("GET", target, ann).data()["track_id"] == id);
  BOOST_TEST(patch(target, ann, wav().size(), "").header("veza-track-id") == id);
  BOOST_TEST(count("library_upload_parts") == 0);
  BOOST_TEST(count("library_tracks") == 1);
  BOOST_TEST(host.jobs.find("library.remove_upload:" + target.substr(16)));
}

BOOST_AUTO_TEST_CASE(creation_with_upload) {
  const TusSite::Fields fields{{"upload-length", std::to_string(wav().size())},
                               {"content-type", "application/offset+octet-stream"}};
  const auto half = send("POST", "/api/v1/uploads", ann, fields, wav().substr(0, 1000));
  BOOST_TEST(half.status == 201);
  BOOST_TEST(half.header("upload-offset") == "1000");
  BOOST_TEST(patch(half.header("location"), ann, 1000, wav().substr(1000)).status == 204);
  const auto whole = send("POST", "/api/v1/uploads", ann, fields, wav());
  BOOST_TEST(whole.status == 201);
  BOOST_TEST(whole.header("veza-track-id").size() == 36U);
  BOOST_TEST(count("library_tracks") == 2);
  BOOST_TEST(send("POST", "/api/v1/uploads", ann, fields, wav() + "x").status == 413);
  BOOST_TEST(send("POST", "/api/v1/uploads", ann, {{"upload-length", "9"}}, "abc").status == 415);
}

BOOST_AUTO_TEST_CASE(hostile_creations) {
  struct Case {
    const char* name;
    TusSite::Fields fields;
    int status;
  };
  const Case cases[] = {
      {"no version", {{"tus-resumable", ""}, {"upload-length", "5"}}, 412},
      {"another version", {{"tus-resumable", "0.2.2"}, {"upload-length", "5"}}, 412},
      {"no length", {}, 400},
      {"negative", {{"upload-length", "-5"}}, 400},
      {"two lengths", {{"upload-length", "5, 6"}}, 400},
      {"no number", {{"upload-length", "five"}}, 400},
      {"past 64 bits", {{"upload-length", "18446744073709551620"}}, 400},
      {"too large", {{"upload-length", "1048577"}}, 413},
      {"deferred", {{"upload-defer-length", "1"}}, 400},
      {"a part of another", {{"upload-length", "5"}, {"upload-concat", "partial"}}, 400},
      {"metadata", {{"upload-length", "5"}, {"upload-metadata", "filename !"}}, 400},
      {"a misspelt field", {{"upload-length", "5"}, {"upload-metadata", "visiblity cHJpdmF0ZQ=="}}, 422},
      {"nothing in it", {{"upload-length", "0"}}, 415},
  };
  for (const auto& c : cases) {
    const auto reply = send("POST", "/api/v1/uploads", ann, c.fields);
    BOOST_TEST(reply.status == c.status, c.name << ": " << reply.status << " " << reply.body);
    BOOST_TEST(reply.header("tus-resumable") == "1.0.0", c.name);
    BOOST_TEST(reply.header("tus-version") == (c.status == 412 ? "1.0.0" : ""), c.name);
  }
  BOOST_TEST(create(guest, 5).status == 401);
  BOOST_TEST(count("library_uploads WHERE state = 'open'") == 0);
}

BOOST_AUTO_TEST_CASE(hostile_pieces) {
  const std::string target = begun(wav().size());
  BOOST_TEST(patch(target, ann, 0, wav().substr(0, 100)).status == 204);
  const std::string data = "application/offset+octet-stream";
  struct Case {
    const char* name;
    TusSite::Fields fields;
    std::string body;
    int status;
  };
  const Case cases[] = {
      {"behind", {{"upload-offset", "99"}, {"content-type", data}}, "x", 409},
      {"ahead", {{"upload-offset", "101"}, {"content-type", data}}, "x", 409},
      {"at the end", {{"upload-offset", std::to_string(wav().size())}, {"content-type", data}}, "x", 409},
      {"no offset", {{"content-type", data}}, "x", 400},
      {"negative", {{"upload-offset", "-1"}, {"content-type", data}}, "x", 400},
      {"two offsets", {{"upload-offset", "100, 100"}, {"content-type", data}}, "x", 400},
      {"huge", {{"upload-offset", "99999999999999999999"}, {"content-type", data}}, "x", 400},
      {"another type", {{"upload-offset", "100"}, {"content-type", "application/octet-stream"}}, "x", 415},
      {"no type", {{"upload-offset", "100"}}, "x", 415},
      {"no version", {{"upload-offset", "100"}, {"content-type", data}, {"tus-resumable", "2"}}, "x", 412},
      {"too much", {{"upload-offset", "100"}, {"content-type", data}}, wav(), 413},
      {"wrong sum",
       {{"upload-offset", "100"}, {"content-type", data}, {"upload-checksum", "md5 XUFAKrxLKna5cZ2REBfFkg=="}},
       "x",
       460},
      {"odd sum",
       {{"upload-offset", "100"}, {"content-type", data}, {"upload-checksum", "crc32 XUFAKrxLKna5cZ2REBfFkg=="}},
       "x",
       400},
      {"no sum", {{"upload-offset", "100"}, {"content-type", data}, {"upload-checksum", "md5"}}, "x", 400},
      {"nothing", {{"upload-offset", "100"}, {"content-type", data}}, "", 204},
  };
  const size_t blobs = host.blobs.all.size();
  for (const auto& c : cases) {
    const auto reply = send("PATCH", target, ann, c.fields, c.body);
    BOOST_TEST(reply.status == c.status, c.name << ": " << reply.status << " " << reply.body);
    BOOST_TEST(offset(target) == "100", c.name);
  }
  BOOST_TEST(host.blobs.all.size() == blobs);
  const TusSite::Fields good{{"upload-checksum", "md5 XUFAKrxLKna5cZ2REBfFkg=="}};
  BOOST_TEST(patch(target, ann, 100, "hello", good).status == 204);
  BOOST_TEST(patch("/api/v1/uploads/" + new_id(), ann, 0, "x").status == 404);
  BOOST_TEST(patch("/api/v1/uploads/..%2f..", ann, 0, "x").status == 404);
}

BOOST_AUTO_TEST_CASE(what_is_anothers_is_not_there) {
  const std::string target = begun(10);
  for (const char* method : {"HEAD", "GET", "DELETE"}) BOOST_TEST(send(method, target, bob).status == 404);
  BOOST_TEST(patch(target, bob, 0, "x").status == 404);
  BOOST_TEST(send("DELETE", target, guest).status == 401);
  BOOST_TEST(offset(target) == "0");
}

BOOST_AUTO_TEST_CASE(termination) {
  const std::string target = begun(10);
  BOOST_TEST(patch(target, ann, 0, "abc").status == 204);
  BOOST_TEST(send("DELETE", target, ann).status == 204);
  BOOST_TEST(send("HEAD", target, ann).status == 410);
  BOOST_TEST(patch(target, ann, 3, "defg").status == 410);
  BOOST_TEST(send("DELETE", target, ann).status == 410);
  BOOST_TEST(host.jobs.find("library.remove_upload:" + target.substr(16)));
  const std::string other = begun(10);
  BOOST_TEST(send("POST", other, ann, {{"x-http-method-override", "DELETE"}}).status == 204);
  BOOST_TEST(send("HEAD", other, ann).status == 410);
  BOOST_TEST(send("POST", begun(10), ann, {{"x-http-method-override", "PUT"}}).status == 405);
}

BOOST_AUTO_TEST_CASE(what_is_no_track_is_over) {
  const std::string target = begun(20);
  BOOST_TEST(patch(target, ann, 0, "this is ").status == 204);
  BOOST_TEST(patch(target, ann, 8, "not any song").status == 415);
  BOOST_TEST(send("HEAD", target, ann).status == 410);
  BOOST_TEST(count("library_tracks") == 0);
  host.policy.answers["upload.check"] = {{"kind", "deny"}, {"reason", "no"}, {"message", "No."}};
  const std::string denied = begun(wav().size());
  BOOST_TEST(patch(denied, ann, 0, wav()).status == 403);
  BOOST_TEST(send("HEAD", denied, ann).status == 410);
  for (const auto& [key, blob] : host.blobs.all) BOOST_TEST(key.starts_with("library/uploads/"), key);
}

BOOST_FIXTURE_TEST_CASE(a_quota_counts_both_ways, SmallQuota) {
  const auto quota = [&] { return send("GET", "/api/v1/me/quota", ann).data(); };
  const auto size = static_cast<int64_t>(wav().size());
  BOOST_TEST(quota()["limit"] == 2 * size + 100);
  BOOST_TEST(quota()["file_limit"] == 1 << 30);
  const auto form = [&] {
    FakeRequest request;
    request.method = "POST";
    request.target = "/api/v1/tracks";
    return host.http.send(request.as(ann).form({{"file", wav(), "a.wav", "audio/wav"}}));
  };
  const std::string target = begun(wav().size());
  BOOST_TEST(quota()["on_their_way"] == size);
  BOOST_TEST(form().status == 201);
  BOOST_TEST(quota()["left"] == 100);
  const auto refused = form();
  BOOST_TEST(refused.status == 413);
  BOOST_TEST(refused.error_code() == "quota_exceeded");
  BOOST_TEST(create(ann, 101).status == 413);
  BOOST_TEST(create(ann, 100).status == 201);
  BOOST_TEST(create(bob, 200).status == 201);
  BOOST_TEST(patch(target, ann, 0, wav()).status == 204);
  BOOST_TEST(quota()["stored"] == 2 * size);
  BOOST_TEST(quota()["left"] == 0);
  BOOST_TEST(count("library_tracks") == 2);
  BOOST_TEST(send("GET", "/api/v1/me/quota", guest).status == 401);
}

BOOST_AUTO_TEST_SUITE_END()
