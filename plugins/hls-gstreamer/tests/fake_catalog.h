// veza.catalog/1 with a handful of tracks, in place of the library plugin.
#pragma once
#include <map>
#include <string>
#include <vector>

#include <veza/abi/catalog.h>
#include <veza/testing/fake_host.hpp>

struct FakeCatalog {
  struct Track {
    std::string id, owner_id, title, blob_key, status = "processing", reason;
    bool is_public = true;
    std::string media;
  };

  FakeCatalog() {
    table.struct_size = sizeof table;
    table.ctx = this;
    table.find = [](void* ctx, veza_str id, veza_catalog_use use, void* self) noexcept -> veza_status {
      const Track* track = of(ctx, id);
      if (!track) return VEZA_E_NOT_FOUND;
      using veza::detail::abi;
      veza_catalog_track out{sizeof out,        track->is_public ? 1U : 0U, abi(track->id),    abi(track->owner_id),
                             abi(track->title), abi(track->blob_key),       abi(track->status)};
      return use(self, &out);
    };
    table.may_read = [](void* ctx, const veza_principal* p, veza_str id) noexcept -> veza_status {
      const Track* track = of(ctx, id);
      const bool may = track && (track->is_public || track->owner_id == veza::testing::User::from(p).id);
      return may ? VEZA_OK : VEZA_E_NOT_FOUND;
    };
    table.may_edit = [](void* ctx, const veza_principal* p, veza_str id) noexcept -> veza_status {
      const Track* track = of(ctx, id);
      if (!track) return VEZA_E_NOT_FOUND;
      return track->owner_id == veza::testing::User::from(p).id ? VEZA_OK : VEZA_E_FORBIDDEN;
    };
    table.media_ready = [](void* ctx, veza_tx*, veza_str id, veza_str media) noexcept -> veza_status {
      return change(ctx, id, "ready", {}, veza::detail::copy(media));
    };
    table.media_failed = [](void* ctx, veza_tx*, veza_str id, veza_str reason) noexcept -> veza_status {
      return change(ctx, id, "failed", veza::detail::copy(reason), {});
    };
    table.media_restarted = [](void* ctx, veza_tx*, veza_str id) noexcept -> veza_status {
      return change(ctx, id, "processing", {}, {});
    };
  }

  std::map<std::string, Track> tracks;
  veza_catalog_v1 table{};

 private:
  static Track* of(void* ctx, veza_str id) {
    auto& all = static_cast<FakeCatalog*>(ctx)->tracks;
    const auto found = all.find(veza::detail::copy(id));
    return found == all.end() ? nullptr : &found->second;
  }
  static veza_status change(void* ctx, veza_str id, const char* status, std::string reason, std::string media) {
    Track* track = of(ctx, id);
    if (!track) return VEZA_E_NOT_FOUND;
    track->status = status;
    track->reason = std::move(reason);
    track->media = std::move(media);
    return VEZA_OK;
  }
};
