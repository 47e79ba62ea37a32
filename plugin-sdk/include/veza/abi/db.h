/* veza/abi/db.h - service "veza.db/1": SQL.  C11.
 *
 * One SQL text for SQLite and PostgreSQL: $1 placeholders, TEXT UUIDv7 ids, BIGINT epoch milliseconds, ON CONFLICT,
 * RETURNING.  Tables are the plugin's own, prefixed with its id, and come from migrations/NNNN_name.sql.
 * Values are only ever passed as parameters. */
#ifndef VEZA_ABI_DB_H
#define VEZA_ABI_DB_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_DB_V1 "veza.db/1"

/* One row; the values are borrowed.  A negative result ends the query with that status. */
typedef veza_status (*veza_db_row)(void* self, const veza_value* columns, size_t count);

/* The body of a transaction: a negative result, or a failed statement it passes on, rolls everything back. */
typedef veza_status (*veza_db_write)(void* self, veza_tx* tx);

typedef struct veza_db_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* Reads outside a transaction; `row` may be NULL.  [worker] */
  veza_status (*query)(void* ctx, veza_str sql, const veza_value* params, size_t count, veza_db_row row, void* self);
  /* Runs `body` in one transaction and returns after its commit is durable.  `body` runs on the writer's thread: it
   * must do nothing slow, call only tx_*, events.emit, jobs.enqueue and jobs.cancel, and bear being run twice.
   * VEZA_E_CONFLICT: a unique or foreign key; VEZA_E_UNAVAILABLE: try again later.  [worker] */
  veza_status (*write)(void* ctx, veza_db_write body, void* self);
  /* Inside `body` only. */
  veza_status (*tx_query)(veza_tx* tx, veza_str sql, const veza_value* params, size_t count, veza_db_row row,
                          void* self);
  /* *affected (may be NULL): rows changed. */
  veza_status (*tx_execute)(veza_tx* tx, veza_str sql, const veza_value* params, size_t count, int64_t* affected);
  /* "sqlite" or "postgresql".  [any] */
  veza_str (*dialect)(void* ctx);
} veza_db_v1;

#ifdef __cplusplus
}
#endif
#endif
