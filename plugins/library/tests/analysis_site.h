// The library with songs that are long enough to be listened to.
#pragma once
#include <algorithm>

#include "site.h"

struct AnalysisSite : Site {
  // The output of ffmpeg for `input` (of lavfi); made once for each.
  static const std::string& made(const std::string& input, const std::string& arguments) {
    static std::map<std::string, std::string> all;
    auto& bytes = all[input + arguments];
    if (bytes.empty()) {
      const sample::Folder folder;
      const std::string command =
          "ffmpeg -nostdin -v error -y -f lavfi -i \"" + input + "\" " + arguments + " '" + folder.path("out") + "'";
      BOOST_REQUIRE_MESSAGE(std::system(command.c_str()) == 0, command);
      bytes = sample::read(folder.path("out"));
    }
    return bytes;
  }
  // Sixteen seconds of two voices; another `step` is another melody.
  static const std::string& melody(const std::string& format, const std::string& arguments = "", int step = 7) {
    static const std::map<std::string, std::string> muxers{{"m4a", "ipod"}, {"opus", "opus"}};
    const auto named = muxers.find(format);
    const std::string s = std::to_string(step), low = "0.3*sin(2*PI*110*pow(2,mod(floor(t*3)*" + s + ",12)/12)*t)",
                      high = "0.2*sin(2*PI*440*pow(2,mod(floor(t*2)*floor(t)*" + s + ",11)/12)*t)";
    return made("aevalsrc='" + low + "+" + high + "':d=16:s=22050",
                arguments + " -f " + (named == muxers.end() ? format : named->second));
  }
  static const std::string& silence(const std::string& arguments) {
    return made("anullsrc=r=22050:cl=mono:d=16", arguments);
  }
  // 128 clicks a minute.
  static const std::string& beat() {
    return made("aevalsrc='0.8*sin(2*PI*60*t)*exp(-30*mod(t,0.46875))':d=16:s=22050", "-f wav");
  }

  // A track that was converted.
  std::string ready(const User& who, const std::string& bytes, const std::string& name, int duration_ms,
                    const Json& changes = Json::object()) {
    const auto reply = upload(who, bytes, {}, name);
    BOOST_REQUIRE_MESSAGE(reply.status == 201, reply.body);
    const std::string id = reply.data().at("id");
    if (!changes.empty()) BOOST_TEST(send("PATCH", "/api/v1/tracks/" + id, who, changes).status == 200);
    const std::string media = to_text(Json{{"duration_ms", duration_ms}});
    in_transaction(
        [&](veza_tx* tx) { return table->media_ready(table->ctx, tx, detail::abi(id), detail::abi(media)); });
    return id;
  }
  FakeJob* job(const std::string& id) { return host.jobs.find("library.analyse:" + id); }
  Json track(const std::string& id) { return get("/api/v1/tracks/" + id, ann).data(); }
};
