// What an app may know of accounts: its owner's own.
#include "methods/method.h"

namespace veza::opensubsonic {
namespace {

void fill(const Site& site, Node& node) {
  const auto& caller = site.caller();
  node.set("username", caller.username).set("scrobblingEnabled", caller.can("listening:write"));
  node.set("adminRole", caller.role == "admin").set("settingsRole", false);
  node.set("downloadRole", true).set("uploadRole", false).set("playlistRole", caller.can("playlist:create"));
  node.set("coverArtRole", false).set("commentRole", false).set("podcastRole", false).set("streamRole", true);
  node.set("jukeboxRole", false).set("shareRole", caller.can("playlist:create")).set("videoConversionRole", false);
  node.values("folder", {int64_t{1}});
}

}  // namespace

void add_user_methods(Methods& methods) {
  methods.add("getUser", [](const Call& call, Node& out) {
    const auto username = call.params.text("username", call.site.caller().username);
    if (username != call.site.caller().username) {
      throw Failure(Code::not_allowed, "An app sees the account of its owner only.");
    }
    fill(call.site, out.node("user"));
  });
  methods.add("getUsers",
              [](const Call& call, Node& out) { fill(call.site, out.node("users").list("user").emplace_back()); });
  for (const char* name : {"createUser", "updateUser", "deleteUser", "changePassword"}) {
    methods.add(name, [](const Call&, Node&) {
      throw Failure(Code::not_allowed, "Accounts are managed on the site, not by apps.");
    });
  }
}

}  // namespace veza::opensubsonic
