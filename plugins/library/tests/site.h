// The library over a host in memory, with its people: requests in, answers, rows, events, jobs and blobs out.
#pragma once
#include <boost/test/unit_test.hpp>
#include <veza/catalog.hpp>
#include <veza/id.hpp>
#include <veza/testing/fake_host.hpp>

#include "sample_media.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

using namespace veza;
using namespace veza::testing;

struct Site {
  Site() : host(VEZA_PLUGIN_FOLDER, Json{{"upload_limit_bytes", 1 << 20}}) {
    host.config.set_libexec_dir(VEZA_LIBEXEC);
    for (const User& user : {ann, bob, mod}) host.identity.users[user.id] = user;
    host.start(&veza_plugin_entry_v1);
    table = static_cast<const veza_catalog_v1*>(host.offered(VEZA_CATALOG_V1));
    BOOST_REQUIRE(table);
  }

  static User member(const char* name, std::vector<std::string> more = {}) {
    more.insert(more.end(), {"account:read", "track:read", "track:create", "track:update", "track:delete"});
    return {new_id(), name, "user", more};
  }
  const User guest{}, ann = member("ann"), bob = member("bob"),
                      mod = member("mod", {"track:read_any", "track:update_any", "track:delete_any"});

  Reply get(const std::string& target, const User& who) {
    FakeRequest request;
    request.target = target;
    return host.http.send(request.as(who));
  }
  Reply send(const std::string& method, const std::string& target, const User& who, const Json& body = Json::object()) {
    FakeRequest request;
    request.method = method;
    request.target = target;
    return host.http.send(request.as(who).json(body));
  }
  Reply upload(const User& who, const std::string& bytes, std::vector<FormPart> fields = {},
               const std::string& name = "My Song.wav") {
    fields.push_back({"file", bytes, name, "application/octet-stream"});
    FakeRequest request;
    request.method = "POST";
    request.target = "/api/v1/tracks";
    return host.http.send(request.as(who).form(fields));
  }
  std::string uploaded(const User& who, std::vector<FormPart> fields = {}) {
    const auto reply = upload(who, wav(), std::move(fields));
    BOOST_REQUIRE_MESSAGE(reply.status == 201, reply.body);
    return reply.data().at("id");
  }
  int64_t rows() {
    int64_t count = 0;
    Db(host.handle()).query("SELECT COUNT(*) FROM library_tracks", {}, [&](const Row& row) { count = row.integer(0); });
    return count;
  }
  size_t unfinished_jobs() const {
    size_t count = 0;
    for (const auto& job : host.jobs.all) count += job.unfinished() ? 1 : 0;
    return count;
  }
  void in_transaction(const std::function<veza_status(veza_tx*)>& body) {
    Db(host.handle()).write([&](const Tx& tx) { BOOST_TEST(body(tx.abi()) == VEZA_OK); });
  }

  static const std::string& wav() {
    static const std::string bytes = [] {
      const sample::Folder folder;
      return sample::read(folder.make("t.wav", "-map 0 -ac 1 " + sample::tags));
    }();
    return bytes;
  }

  FakeHost host;
  const veza_catalog_v1* table = nullptr;
};
