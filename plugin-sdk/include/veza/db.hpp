// veza.db/1: SQL with $1 parameters, rows by column number, transactions as functions.
#pragma once
#include <functional>
#include <optional>

#include "veza/abi/db.h"
#include "veza/host.hpp"

namespace veza {

// One parameter. Made from numbers, text, nullptr or an empty optional; text is borrowed for the call.
class Param {
 public:
  Param(std::nullptr_t) { value_.type = VEZA_NULL; }
  Param(int64_t v) { set(v); }
  Param(int v) { set(v); }
  Param(uint64_t v) { set(static_cast<int64_t>(v)); }
  Param(bool v) { set(v ? 1 : 0); }
  Param(double v) {
    value_.type = VEZA_REAL;
    value_.as.d = v;
  }
  Param(std::string_view v) { text(v); }
  Param(const std::string& v) { text(v); }
  Param(const char* v) { text(v); }
  template <class T>
  Param(const std::optional<T>& v) : Param(v ? Param(*v) : Param(nullptr)) {}
  const veza_value& abi() const { return value_; }

 private:
  void set(int64_t v) {
    value_.type = VEZA_INT;
    value_.as.i = v;
  }
  void text(std::string_view v) {
    value_.type = VEZA_TEXT;
    value_.as.s = detail::abi(v);
  }
  veza_value value_{};
};

// One result row; a view, valid inside the row callback.
class Row {
 public:
  Row(const veza_value* columns, size_t count) : columns_(columns), count_(count) {}
  size_t size() const { return count_; }
  bool is_null(size_t i) const { return at(i).type == VEZA_NULL; }
  int64_t integer(size_t i) const {
    const auto& v = at(i);
    return v.type == VEZA_INT ? v.as.i : v.type == VEZA_REAL ? static_cast<int64_t>(v.as.d) : 0;
  }
  double real(size_t i) const {
    const auto& v = at(i);
    return v.type == VEZA_REAL ? v.as.d : v.type == VEZA_INT ? static_cast<double>(v.as.i) : 0;
  }
  std::string_view view(size_t i) const {
    const auto& v = at(i);
    return v.type == VEZA_TEXT || v.type == VEZA_BLOB ? detail::view(v.as.s) : std::string_view{};
  }
  std::string text(size_t i) const { return std::string(view(i)); }
  std::optional<int64_t> maybe_integer(size_t i) const { return is_null(i) ? std::nullopt : std::optional(integer(i)); }
  std::optional<double> maybe_real(size_t i) const { return is_null(i) ? std::nullopt : std::optional(real(i)); }
  std::optional<std::string> maybe_text(size_t i) const { return is_null(i) ? std::nullopt : std::optional(text(i)); }

 private:
  const veza_value& at(size_t i) const {
    if (i >= count_) throw Error(VEZA_E_INTERNAL, "the row has no column " + std::to_string(i));
    return columns_[i];
  }
  const veza_value* columns_;
  size_t count_;
};

using Params = std::vector<Param>;
using OnRow = std::function<void(const Row&)>;

namespace detail {
inline std::vector<veza_value> values(const Params& params) {
  std::vector<veza_value> out;
  out.reserve(params.size());
  for (const auto& param : params) out.push_back(param.abi());
  return out;
}
struct RowCall {
  const veza_host* host;
  const OnRow* on_row;
  static veza_status run(void* self, const veza_value* columns, size_t count) noexcept {
    const auto* call = static_cast<const RowCall*>(self);
    return guard(call->host, [&] { (*call->on_row)(Row(columns, count)); });
  }
};
}  // namespace detail

// An open transaction; valid inside Db::write's function, on that thread only.
class Tx {
 public:
  Tx(const veza_host* host, const veza_db_v1* table, veza_tx* tx) : host_(host), table_(table), tx_(tx) {}

  void query(std::string_view sql, const Params& params, const OnRow& on_row) const {
    const auto values = detail::values(params);
    detail::RowCall call{host_, &on_row};
    detail::check(host_,
                  table_->tx_query(tx_, detail::abi(sql), values.data(), values.size(), &detail::RowCall::run, &call));
  }
  // The number of rows changed.
  int64_t execute(std::string_view sql, const Params& params = {}) const {
    const auto values = detail::values(params);
    int64_t affected = 0;
    detail::check(host_, table_->tx_execute(tx_, detail::abi(sql), values.data(), values.size(), &affected));
    return affected;
  }
  veza_tx* abi() const { return tx_; }

 private:
  const veza_host* host_;
  const veza_db_v1* table_;
  veza_tx* tx_;
};

class Db : detail::Service<veza_db_v1> {
 public:
  explicit Db(const Host& host) : Service(host, VEZA_DB_V1) {}

  // [worker] What the row callback throws ends the query and comes out here as an Error.
  void query(std::string_view sql, const Params& params, const OnRow& on_row) const {
    const auto values = detail::values(params);
    detail::RowCall call{host_, &on_row};
    check(table_->query(table_->ctx, detail::abi(sql), values.data(), values.size(), &detail::RowCall::run, &call));
  }
  // One transaction, durable on return; an exception rolls it back. The function runs on the writer's thread: keep it
  // short and do nothing but SQL, events and jobs. [worker]
  void write(const std::function<void(const Tx&)>& body) const {
    struct Call {
      const veza_host* host;
      const veza_db_v1* table;
      const std::function<void(const Tx&)>* body;
    } call{host_, table_, &body};
    check(table_->write(
        table_->ctx,
        [](void* self, veza_tx* tx) noexcept -> veza_status {
          const auto* c = static_cast<const Call*>(self);
          return detail::guard(c->host, [&] { (*c->body)(Tx(c->host, c->table, tx)); });
        },
        &call));
  }
  bool is_postgresql() const { return detail::view(table_->dialect(table_->ctx)) == "postgresql"; }
  // Wraps a transaction another service handed over (jobs.complete, the catalog).
  Tx wrap(veza_tx* tx) const { return {host_, table_, tx}; }
};

}  // namespace veza
