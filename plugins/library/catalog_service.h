// veza.catalog/1, offered to other plugins: what veza/abi/catalog.h describes.
#pragma once
#include <veza/abi/catalog.h>

#include "services.h"

namespace veza::library {

// Lives until the plugin is destroyed.
class CatalogService {
 public:
  CatalogService(const Host& host, Services& services);
  const veza_catalog_v1& table() const { return table_; }

 private:
  static veza_status find(void* ctx, veza_str track_id, veza_catalog_use use, void* self) noexcept;
  static veza_status may_read(void* ctx, const veza_principal* principal, veza_str track_id) noexcept;
  static veza_status may_edit(void* ctx, const veza_principal* principal, veza_str track_id) noexcept;
  static veza_status media_ready(void* ctx, veza_tx* tx, veza_str track_id, veza_str media) noexcept;
  static veza_status media_failed(void* ctx, veza_tx* tx, veza_str track_id, veza_str reason) noexcept;
  static veza_status media_restarted(void* ctx, veza_tx* tx, veza_str track_id) noexcept;

  template <class Body>
  veza_status run(Body&& body) noexcept;
  void emit(const Tx& tx, std::string_view type, std::string_view track_id) const;

  Host host_;
  Services& services_;
  veza_catalog_v1 table_{};
};

}  // namespace veza::library
