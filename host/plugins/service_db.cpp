// veza.db/1
#include <boost/container/small_vector.hpp>

#include "data/database.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "veza/abi/db.h"

namespace veza::plugins {
namespace {

constexpr size_t max_sql = 1U << 20;
constexpr size_t max_params = 32'766;  // SQLite's SQLITE_MAX_VARIABLE_NUMBER

using Values = boost::container::small_vector<data::ValueView, 16>;

// Nothing when a parameter is malformed.
std::optional<Values> values_of(const veza_value* params, size_t count) {
  if (count > max_params || (count > 0 && !params)) return std::nullopt;
  Values values;
  values.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    const auto& in = params[i];
    switch (in.type) {
      case VEZA_NULL:
        values.emplace_back();
        break;
      case VEZA_INT:
        values.emplace_back(in.as.i);
        break;
      case VEZA_REAL:
        values.emplace_back(in.as.d);
        break;
      case VEZA_TEXT:
      case VEZA_BLOB:
        if (!readable(in.as.s)) return std::nullopt;
        if (in.type == VEZA_TEXT) {
          values.emplace_back(view(in.as.s));
        } else {
          values.emplace_back(data::BlobView{view(in.as.s)});
        }
        break;
      default:
        return std::nullopt;
    }
  }
  return values;
}

veza_value to_abi(const data::ValueView& in) {
  veza_value out{};
  switch (in.type()) {
    case data::Type::null:
      out.type = VEZA_NULL;
      break;
    case data::Type::integer:
      out.type = VEZA_INT;
      out.as.i = in.integer();
      break;
    case data::Type::real:
      out.type = VEZA_REAL;
      out.as.d = in.real();
      break;
    case data::Type::text:
      out.type = VEZA_TEXT;
      out.as.s = abi(in.text());
      break;
    case data::Type::blob:
      out.type = VEZA_BLOB;
      out.as.s = abi(in.text());
      break;
  }
  return out;
}

data::RowCallback row_callback(veza_db_row row, void* self) {
  if (!row) return {};
  return [row, self](const data::RowView& in) -> base::Status {
    boost::container::small_vector<veza_value, 16> columns;
    columns.reserve(in.size());
    for (const auto& column : in.columns()) columns.push_back(to_abi(column));
    return call_plugin([&] { return row(self, columns.data(), columns.size()); });
  };
}

class DbService final : public Service {
 public:
  DbService(PluginContext& plugin, data::Database& db) : plugin_(plugin), db_(db) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .query = &query,
              .write = &write,
              .tx_query = &tx_query,
              .tx_execute = &tx_execute,
              .dialect = &dialect};
  }
  std::string_view id() const override { return VEZA_DB_V1; }
  const void* table() const override { return &table_; }

 private:
  static veza_status query(void* ctx, veza_str sql, const veza_value* params, size_t count, veza_db_row row,
                           void* self) noexcept {
    auto* service = static_cast<DbService*>(ctx);
    if (!service) return bad_argument("db.query", "ctx is NULL");
    return guarded(service->plugin_.calls_out,
                   [&] { return run(service->db_, "db.query", sql, params, count, row, self); });
  }

  static veza_status write(void* ctx, veza_db_write body, void* self) noexcept {
    auto* service = static_cast<DbService*>(ctx);
    if (!service || !body) return bad_argument("db.write", "a NULL");
    return guarded(service->plugin_.calls_out, [&] {
      return from(service->db_.write(
          [&](data::Transaction& tx) { return call_plugin([&] { return body(self, plugins::to_abi(tx)); }); }));
    });
  }

  static veza_status tx_query(veza_tx* tx, veza_str sql, const veza_value* params, size_t count, veza_db_row row,
                              void* self) noexcept {
    if (!tx) return bad_argument("db.tx_query", "tx is NULL");
    return contained([&] { return run(from_abi(tx), "db.tx_query", sql, params, count, row, self); });
  }

  static veza_status tx_execute(veza_tx* tx, veza_str sql, const veza_value* params, size_t count,
                                int64_t* affected) noexcept {
    return contained([&] {
      if (!tx || !readable(sql, max_sql)) return bad_argument("db.tx_execute", "tx is NULL, or sql is no text");
      const auto values = values_of(params, count);
      if (!values) return bad_argument("db.tx_execute", "a parameter is malformed");
      const auto changed = from_abi(tx).execute(view(sql), std::span(values->data(), values->size()));
      if (!changed) return refuse(changed.error());
      if (affected) *affected = *changed;
      return veza_status{VEZA_OK};
    });
  }

  static veza_str dialect(void* ctx) noexcept {
    return ctx ? abi(data::name(static_cast<DbService*>(ctx)->db_.dialect())) : veza_str{};
  }

  static veza_status run(data::Session& session, std::string_view function, veza_str sql, const veza_value* params,
                         size_t count, veza_db_row row, void* self) {
    if (!readable(sql, max_sql)) return bad_argument(function, "sql is no text, or over 1 MiB");
    const auto values = values_of(params, count);
    if (!values) return bad_argument(function, "a parameter is malformed");
    return from(session.query(view(sql), std::span(values->data(), values->size()), row_callback(row, self)));
  }

  PluginContext& plugin_;
  data::Database& db_;
  veza_db_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_db_service(PluginContext& plugin, data::Database& db) {
  return std::make_unique<DbService>(plugin, db);
}

}  // namespace veza::plugins
