// The plugin's handle on its host.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "veza/error.hpp"

namespace veza {

// Copied freely. Services of the C++ face (Http, Db, Jobs …) are made from it in the plugin's start().
class Host {
 public:
  explicit Host(const veza_host* host) : host_(host) {}

  const veza_host* abi() const { return host_; }

  // The table of a service; throws Error(VEZA_E_NOT_FOUND) when the manifest does not require it or nobody offers it.
  template <class Table>
  const Table* service(std::string_view id) const {
    const void* table = host_->service(host_->ctx, detail::abi(id));
    if (!table) throw Error(VEZA_E_NOT_FOUND, detail::copy(host_->last_error(host_->ctx)));
    return static_cast<const Table*>(table);
  }

  // Offers a table to other plugins; it must live until the plugin is destroyed.
  void offer(std::string_view id, const void* table) const {
    detail::check(host_, host_->offer(host_->ctx, detail::abi(id), table));
  }

 private:
  const veza_host* host_;
};

namespace detail {

// What every service wrapper is made of: the host, the table, and the callbacks it keeps alive for the host.
template <class Table>
class Service {
 public:
  Service(const Host& host, std::string_view id) : host_(host.abi()), table_(host.service<Table>(id)) {}

 protected:
  void check(veza_status status) const { detail::check(host_, status); }
  // Stores a callback where its address stays put until the plugin is destroyed.
  template <class Callback>
  Callback* keep(Callback callback) {
    auto owned = std::make_shared<Callback>(std::move(callback));
    Callback* raw = owned.get();
    kept_.push_back(std::move(owned));
    return raw;
  }

  const veza_host* host_;
  const Table* table_;

 private:
  std::vector<std::shared_ptr<void>> kept_;
};

}  // namespace detail
}  // namespace veza
