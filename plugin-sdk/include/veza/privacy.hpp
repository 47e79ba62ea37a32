// veza.privacy/1: what the plugin keeps of a person, given out and taken away. Since SDK 1.2.
#pragma once
#include "veza/abi/privacy.h"
#include "veza/db.hpp"
#include "veza/json.hpp"

namespace veza {

// The export being written; a view, valid while the exporter runs. A file's name is relative: "tracks.json",
// "files/song.flac". Everything throws Error; let VEZA_E_CANCELLED out.
class Export {
 public:
  Export(const veza_host* host, const veza_privacy_v1* table, veza_privacy_export* out)
      : host_(host), table_(table), out_(out) {}
  void json(std::string_view name, const Json& value) const {
    const std::string text = value.dump(2);
    detail::check(host_, table_->put_json(out_, detail::abi(name), detail::abi(text)));
  }
  void blob(std::string_view name, std::string_view key) const {
    detail::check(host_, table_->put_blob(out_, detail::abi(name), detail::abi(key)));
  }

 private:
  const veza_host* host_;
  const veza_privacy_v1* table_;
  veza_privacy_export* out_;
};

class Privacy : detail::Service<veza_privacy_v1> {
 public:
  using Exporter = std::function<void(std::string_view user_id, const Export& out)>;
  // True when there is more: it is called again, in another transaction.
  using Eraser = std::function<bool(const Tx& tx, std::string_view user_id)>;

  explicit Privacy(const Host& host) : Service(host, VEZA_PRIVACY_V1), db_(host.service<veza_db_v1>(VEZA_DB_V1)) {}

  // Once, in start. The rules for both are in veza/abi/privacy.h.
  void handle(Exporter exporter, Eraser eraser) {
    auto* bound = keep(Bound{host_, table_, db_, std::move(exporter), std::move(eraser)});
    check(table_->register_part(
        table_->ctx,
        [](void* self, veza_str user_id, veza_privacy_export* out) noexcept -> veza_status {
          const auto* b = static_cast<const Bound*>(self);
          return detail::guard(b->host, [&] { b->exporter(detail::view(user_id), Export(b->host, b->table, out)); });
        },
        [](void* self, veza_tx* tx, veza_str user_id, int32_t* more) noexcept -> veza_status {
          const auto* b = static_cast<const Bound*>(self);
          return detail::guard(b->host,
                               [&] { *more = b->eraser(Tx(b->host, b->db, tx), detail::view(user_id)) ? 1 : 0; });
        },
        bound));
  }

 private:
  struct Bound {
    const veza_host* host;
    const veza_privacy_v1* table;
    const veza_db_v1* db;
    Exporter exporter;
    Eraser eraser;
  };
  const veza_db_v1* db_;
};

}  // namespace veza
