// What the library's parts work with: the host's services and its own settings, made once in start().
#pragma once
#include <string>

#include <veza/plugin.hpp>

#include "comments/comments.h"
#include "listening/listening.h"
#include "playlists/items.h"
#include "playlists/playlists.h"
#include "playlists/shares.h"
#include "rules/visibility.h"
#include "store/tracks.h"

namespace veza::library {

struct Services {
  explicit Services(const Host& host)
      : log(host),
        config(host),
        http(host),
        sockets(host),
        db(host),
        blobs(host),
        cli(host),
        kv(host),
        events(host),
        audit(host),
        privacy(host),
        jobs(host),
        identity(host),
        policy(host),
        metrics(host),
        tracks(db),
        playlists(db),
        items(db),
        shares(db),
        listening(db),
        comments(db),
        upload_limit(config.get<uint64_t>("upload_limit_bytes")),
        storage_quota(config.get<uint64_t>("quota_bytes")),
        upload_expiry_ms(config.get<int64_t>("upload_expiry_seconds") * 1000),
        scratch_dir(config.scratch_dir()),
        tag_reader(config.libexec_dir() + "/veza-tags"),
        cover_maker(config.libexec_dir() + "/veza-covers") {}

  Log log;
  Config config;
  Http http;
  WebSockets sockets;
  Db db;
  Blobs blobs;
  Cli cli;
  Kv kv;
  Events events;
  Audit audit;
  Privacy privacy;
  Jobs jobs;
  Identity identity;
  Policy policy;
  Metrics metrics;
  Tracks tracks;
  Playlists playlists;
  Items items;
  Shares shares;
  Listening listening;
  Comments comments;
  uint64_t upload_limit;     // bytes of a file
  uint64_t storage_quota;    // bytes a member may keep; 0: any number
  int64_t upload_expiry_ms;  // how long an upload waits for its next bytes
  std::string scratch_dir, tag_reader, cover_maker;
};

inline Viewer viewer_of(const Principal& principal) {
  return {principal.user_id(), [principal](std::string_view permission, std::string_view owner_id) {
            return principal.may(permission, owner_id);
          }};
}

// Who owns a track, as its JSON names them; empty when the account is gone.
inline std::string owner_name(const Services& services, std::string_view owner_id) {
  const Json user = services.identity.user(owner_id);
  return user.is_object() ? user.value("username", "") : "";
}

}  // namespace veza::library
