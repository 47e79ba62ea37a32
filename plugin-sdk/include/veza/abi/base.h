/* veza/abi/base.h - the types every service shares.  C11.
 *
 * Rules of this ABI
 *   - Function tables carry struct_size first and only ever grow at the end; a member may be called when
 *     struct_size reaches past it (VEZA_HAS).  A change of meaning is a new service id.
 *   - Strings are (ptr, len) UTF-8 and borrowed: whoever passes one keeps it alive until the call returns.
 *     A string a function gives back lives as long as its comment says; longer use needs a copy.
 *   - Every function says its thread:
 *       [control]  only from the plugin's create, start and stop, on the host's control thread
 *       [worker]   may block; from a handler, job, event consumer or a thread of the plugin's own
 *       [any]      any thread; does not block
 *   - A failure is a negative veza_status.  The host keeps a sentence for the calling thread:
 *     veza_host.last_error.  A plugin's callback that fails may leave one with veza_host.set_error.
 *   - No C++ type and no exception crosses: a callback must not throw or longjmp.
 */
#ifndef VEZA_ABI_BASE_H
#define VEZA_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_ABI_MAJOR 1u
#define VEZA_ABI_MINOR 3u

#define VEZA_EXPORT __attribute__((visibility("default")))

/* Whether `table` is new enough to have `member`. */
#define VEZA_HAS(table, member) \
  ((table)->struct_size >= offsetof(__typeof__(*(table)), member) + sizeof((table)->member))

/* UTF-8 bytes, not NUL-terminated.  ptr may be NULL when len is 0. */
typedef struct veza_str {
  const char* ptr;
  size_t len;
} veza_str;

typedef int32_t veza_status;
enum {
  VEZA_OK = 0,
  VEZA_E_INVALID = -1,      /* the input breaks a rule */
  VEZA_E_UNAUTHORIZED = -2, /* nobody is signed in, or the proof is not valid */
  VEZA_E_FORBIDDEN = -3,    /* somebody is, but may not */
  VEZA_E_NOT_FOUND = -4,
  VEZA_E_CONFLICT = -5,    /* exists already, or changed meanwhile */
  VEZA_E_TOO_LARGE = -6,   /* over a size limit */
  VEZA_E_UNSUPPORTED = -7, /* a kind that is not handled */
  VEZA_E_LIMITED = -8,     /* too often; later */
  VEZA_E_UNAVAILABLE = -9, /* a dependency is down; later */
  VEZA_E_CANCELLED = -10,
  VEZA_E_INTERNAL = -11
};

/* Where a function puts a text result: called at most once, before the function returns; `text` is borrowed. */
typedef struct veza_sink {
  void* self;
  void (*put)(void* self, veza_str text);
} veza_sink;

/* One SQL value. */
enum { VEZA_NULL = 0, VEZA_INT = 1, VEZA_REAL = 2, VEZA_TEXT = 3, VEZA_BLOB = 4 };
typedef struct veza_value {
  int32_t type;
  int32_t reserved;
  union {
    int64_t i;
    double d;
    veza_str s; /* VEZA_TEXT and VEZA_BLOB */
  } as;
} veza_value;

/* Opaque things of the host, valid for the call they are passed to. */
typedef struct veza_principal veza_principal;         /* who asks; never NULL, a guest is one too */
typedef struct veza_http_request veza_http_request;   /* one complete request */
typedef struct veza_http_response veza_http_response; /* the answer being built */
typedef struct veza_tx veza_tx;                       /* an open transaction */
typedef struct veza_job veza_job;                     /* a job being run */

#ifdef __cplusplus
}
#endif
#endif
