// veza.db/1 without a plugin around it: the host's own table over a Database, called through the C++ face as a plugin's
// code does.
#pragma once
#include <memory>

#include "plugins/last_error.h"
#include "plugins/service.h"
#include "veza/db.hpp"

namespace veza::bench {

class PluginDb {
 public:
  explicit PluginDb(data::Database& database) : service_(plugins::make_db_service(plugin_, database)) {
    plugin_.calls_out.open();
    host_ = {.struct_size = sizeof host_,
             .abi_major = VEZA_ABI_MAJOR,
             .abi_minor = VEZA_ABI_MINOR,
             .reserved = 0,
             .ctx = service_.get(),
             .service = &find_service,
             .offer = nullptr,
             .last_error = &last_error,
             .set_error = &set_error};
    db_.emplace(Host(&host_));
  }
  PluginDb(const PluginDb&) = delete;
  PluginDb& operator=(const PluginDb&) = delete;

  const Db& operator*() const { return *db_; }
  const Db* operator->() const { return &*db_; }

 private:
  static const void* find_service(void* ctx, veza_str) { return static_cast<plugins::Service*>(ctx)->table(); }
  static veza_str last_error(void*) { return detail::abi(plugins::last_error()); }
  static void set_error(void*, veza_str text) { plugins::set_last_error(detail::view(text)); }

  plugins::PluginContext plugin_;
  std::unique_ptr<plugins::Service> service_;
  veza_host host_{};
  std::optional<Db> db_;
};

}  // namespace veza::bench
