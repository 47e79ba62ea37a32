#include "catalog_service.h"

#include "analysis_job.h"
#include "media/media_facts.h"
#include "store/events.h"

namespace veza::library {
namespace {

using detail::abi;
using detail::view;

CatalogService& self_of(void* ctx) { return *static_cast<CatalogService*>(ctx); }

[[noreturn]] void no_such_track() { throw Error(VEZA_E_NOT_FOUND, "There is no such track."); }

}  // namespace

CatalogService::CatalogService(const Host& host, Services& services) : host_(host), services_(services) {
  table_.struct_size = sizeof table_;
  table_.ctx = this;
  table_.find = &CatalogService::find;
  table_.may_read = &CatalogService::may_read;
  table_.may_edit = &CatalogService::may_edit;
  table_.media_ready = &CatalogService::media_ready;
  table_.media_failed = &CatalogService::media_failed;
  table_.media_restarted = &CatalogService::media_restarted;
}

template <class Body>
veza_status CatalogService::run(Body&& body) noexcept {
  return detail::guard(host_.abi(), std::forward<Body>(body));
}

void CatalogService::emit(const Tx& tx, std::string_view type, std::string_view track_id) const {
  const auto track = Tracks::find(tx, track_id);
  if (!track) no_such_track();
  services_.events.emit(tx, track_event(type, *track));
}

veza_status CatalogService::find(void* ctx, veza_str track_id, veza_catalog_use use, void* self) noexcept {
  auto& me = self_of(ctx);
  veza_status used = VEZA_OK;
  const veza_status status = me.run([&] {
    const auto track = me.services_.tracks.find(view(track_id));
    if (!track) no_such_track();
    const std::string blob_key = original_key(*track);
    veza_catalog_track out{};
    out.struct_size = sizeof out;
    out.is_public = track->is_open() ? 1 : 0;
    out.id = abi(track->id);
    out.owner_id = abi(track->owner_id);
    out.title = abi(track->title);
    out.blob_key = abi(blob_key);
    out.status = abi(track->status);
    used = use(self, &out);
  });
  return status < 0 ? status : used;
}

veza_status CatalogService::may_read(void* ctx, const veza_principal* principal, veza_str track_id) noexcept {
  auto& me = self_of(ctx);
  return me.run([&] {
    const auto track = me.services_.tracks.find(view(track_id));
    const auto asking = me.services_.identity.principal(principal);
    if (!track || library::may_read(viewer_of(asking), track->ownership()) != Access::granted) no_such_track();
  });
}

veza_status CatalogService::may_edit(void* ctx, const veza_principal* principal, veza_str track_id) noexcept {
  auto& me = self_of(ctx);
  return me.run([&] {
    const auto track = me.services_.tracks.find(view(track_id));
    if (!track) no_such_track();
    const auto asking = me.services_.identity.principal(principal);
    const Access access = library::may_edit(viewer_of(asking), track->ownership());
    if (access == Access::hidden) no_such_track();
    if (access == Access::forbidden) {
      throw Error(VEZA_E_FORBIDDEN, "Only the owner of a track and moderators can change it.");
    }
  });
}

veza_status CatalogService::media_ready(void* ctx, veza_tx* tx, veza_str track_id, veza_str media) noexcept {
  auto& me = self_of(ctx);
  return me.run([&] {
    const Tx open = me.services_.db.wrap(tx);
    if (!Tracks::set_ready(open, view(track_id), media_facts(view(media)))) no_such_track();
    me.emit(open, ready_event, view(track_id));
    if (const auto track = Tracks::find(open, view(track_id))) queue_analysis_job(me.services_, open, *track);
  });
}

veza_status CatalogService::media_failed(void* ctx, veza_tx* tx, veza_str track_id, veza_str reason) noexcept {
  auto& me = self_of(ctx);
  return me.run([&] {
    const Tx open = me.services_.db.wrap(tx);
    if (!Tracks::set_failed(open, view(track_id), view(reason))) no_such_track();
    me.emit(open, failed_event, view(track_id));
  });
}

veza_status CatalogService::media_restarted(void* ctx, veza_tx* tx, veza_str track_id) noexcept {
  auto& me = self_of(ctx);
  return me.run([&] {
    if (!Tracks::set_processing(me.services_.db.wrap(tx), view(track_id))) no_such_track();
  });
}

}  // namespace veza::library
