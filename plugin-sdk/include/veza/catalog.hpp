// veza.catalog/1: the tracks a site has, for plugins that make something of them.
#pragma once
#include "veza/abi/catalog.h"
#include "veza/db.hpp"
#include "veza/identity.hpp"
#include "veza/json.hpp"

namespace veza {

struct CatalogTrack {
  std::string id, owner_id, title, blob_key, status;
  bool is_public = false;
};

class Catalog : detail::Service<veza_catalog_v1> {
 public:
  explicit Catalog(const Host& host) : Service(host, VEZA_CATALOG_V1) {}

  // Nothing when there is no such track. [worker]
  std::optional<CatalogTrack> find(std::string_view track_id) const {
    CatalogTrack out;
    const auto use = [](void* self, const veza_catalog_track* track) noexcept -> veza_status {
      auto* to = static_cast<CatalogTrack*>(self);
      *to = {detail::copy(track->id),       detail::copy(track->owner_id), detail::copy(track->title),
             detail::copy(track->blob_key), detail::copy(track->status),   track->is_public != 0};
      return VEZA_OK;
    };
    const veza_status status = table_->find(table_->ctx, detail::abi(track_id), use, &out);
    if (status == VEZA_E_NOT_FOUND) return std::nullopt;
    check(status);
    return out;
  }
  // [worker] Throw Error(VEZA_E_NOT_FOUND) when the principal must not know of the track, VEZA_E_FORBIDDEN when it
  // may read but not change it.
  void require_read(const Principal& principal, std::string_view track_id) const {
    check(table_->may_read(table_->ctx, principal.abi(), detail::abi(track_id)));
  }
  void require_edit(const Principal& principal, std::string_view track_id) const {
    check(table_->may_edit(table_->ctx, principal.abi(), detail::abi(track_id)));
  }
  bool may_read(const Principal& principal, std::string_view track_id) const {
    return table_->may_read(table_->ctx, principal.abi(), detail::abi(track_id)) == VEZA_OK;
  }
  void media_ready(const Tx& tx, std::string_view track_id, const Json& media) const {
    check(table_->media_ready(table_->ctx, tx.abi(), detail::abi(track_id), detail::abi(to_text(media))));
  }
  void media_failed(const Tx& tx, std::string_view track_id, std::string_view reason) const {
    check(table_->media_failed(table_->ctx, tx.abi(), detail::abi(track_id), detail::abi(reason)));
  }
  void media_restarted(const Tx& tx, std::string_view track_id) const {
    check(table_->media_restarted(table_->ctx, tx.abi(), detail::abi(track_id)));
  }
};

}  // namespace veza
