#include "methods/method.h"

namespace veza::opensubsonic {

void add_extensions(Node& out) {
  static constexpr const char* names[] = {"apiKeyAuthentication", "formPost", "indexBasedQueue", "songLyrics",
                                          "transcodeOffset"};
  auto& list = out.list("openSubsonicExtensions");
  for (const char* name : names) list.emplace_back().set("name", name).values("versions", {int64_t{1}});
}

void add_system_methods(Methods& methods) {
  methods.add("ping", [](const Call&, Node&) {});
  methods.add("getLicense", [](const Call&, Node& out) { out.node("license").set("valid", true); });
  methods.add("tokenInfo",
              [](const Call& call, Node& out) { out.node("tokenInfo").set("username", call.site.caller().username); });
  methods.add("getMusicFolders", [](const Call&, Node& out) {
    out.node("musicFolders").list("musicFolder").emplace_back().set("id", 1).set("name", "Music");
  });
  // The site looks for new files by itself: there is nothing to start, and never something to wait for.
  const auto status = [](const Call& call, Node& out) {
    const Json meta = call.site.whole("/api/v1/tracks?per_page=1").at("meta");
    out.node("scanStatus").set("scanning", false).set("count", count_of(meta, "total"));
  };
  methods.add("getScanStatus", status);
  methods.add("startScan", status);
}

}  // namespace veza::opensubsonic
