/* veza/abi/http.h - service "veza.http/1": routes, requests, answers.  C11.
 *
 * A handler gets a complete request and builds an answer; it never sees a socket and never waits for a client.
 * By the time it runs, request id, client address, rate limits, authentication, CSRF and the route's permission have
 * been dealt with, and the body (up to the route's limit) has arrived. */
#ifndef VEZA_ABI_HTTP_H
#define VEZA_ABI_HTTP_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_HTTP_V1 "veza.http/1"

/* Builds the answer to one request.  A negative result becomes an error envelope of the matching status with the
 * sentence left by set_error (VEZA_E_INTERNAL: 500, the sentence goes to the log only).
 * [worker], or the event loop itself for VEZA_HTTP_INLINE. */
typedef veza_status (*veza_http_handler)(void* self, veza_http_request* request, veza_http_response* response);

enum {
  VEZA_HTTP_INLINE = 1u << 0,      /* the handler never blocks (memory and token checks only): run on the event loop */
  VEZA_HTTP_UNLIMITED = 1u << 1,   /* not counted by the API rate limits (media segments, static files) */
  VEZA_HTTP_QUERY_TOKEN = 1u << 2, /* an access token may come as ?token= (media elements cannot send headers) */
  VEZA_HTTP_GUEST_ON_BAD_TOKEN = 1u << 3, /* an expired token counts as none: pages a browser is sent to  (SDK 1.2) */
  /* When the connection breaks in the middle of the body, the handler still gets what came of it (some bytes, fewer
   * than Content-Length says); its answer reaches nobody.  For uploads that go on where they stopped.  (SDK 1.2) */
  VEZA_HTTP_PARTIAL_BODY = 1u << 4
};

typedef struct veza_http_route {
  uint32_t struct_size;
  uint32_t flags;
  veza_str method;     /* "GET" also answers HEAD; "OPTIONS" adds to what the host answers (Allow, CORS)  (SDK 1.2) */
  veza_str path;       /* "/api/v1/tracks/{id}"; "{rest...}" as last segment takes the remaining path */
  veza_str permission; /* "" = anyone; else guests get 401, signed-in users without it 403 */
  uint64_t body_limit; /* bytes; 0 = the host's default (1 MiB) */
  veza_http_handler handler;
  void* self;
} veza_http_route;

/* One part of a multipart/form-data body (RFC 7578).  Strings live as long as the request. */
typedef struct veza_http_part {
  uint32_t struct_size;
  uint32_t has_filename;
  veza_str name;
  veza_str filename; /* as sent: a hint for people, never a path */
  veza_str content_type;
  uint64_t offset; /* of its content in the body */
  uint64_t size;
} veza_http_part;

/* Since SDK 1.3: what gives a body piece by piece.  The host asks for more only when the client has taken what came
 * before; it copies the struct. */
typedef struct veza_http_reader {
  uint32_t struct_size;
  uint32_t reserved;
  void* self;
  /* Fills at most `capacity` bytes and says how many; 0 is the end.  A failure cuts the connection: the client sees
   * that the body is not whole.  It may block, but keeps a worker meanwhile.  Never two calls at once.  [worker] */
  veza_status (*read)(void* self, char* buffer, size_t capacity, size_t* size);
  /* Once, when nothing more will be read: all was sent, the client is gone, or nothing was sent at all.  Must not
   * block. [any] */
  void (*close)(void* self);
} veza_http_reader;

/* Since SDK 1.3: a field of a request. */
typedef struct veza_http_field {
  veza_str name;
  veza_str value;
} veza_http_field;

/* Since SDK 1.3: a request to another route of the site, made while a request is being answered. */
typedef struct veza_http_inner {
  uint32_t struct_size;
  uint32_t reserved;
  /* On whose behalf: with what the account's role allows now, less what no token may carry, as if a token of the
   * account had been shown.  Takes veza.accounts/1 in plugin.json.  Empty: who the field Authorization shows, or
   * whoever asks the outer request. */
  veza_str user_id;
  veza_str method; /* "GET" */
  veza_str target; /* "/api/v1/tracks?limit=20", percent-encoded; without the site's base path */
  const veza_http_field* fields;
  size_t field_count;
  veza_str body;
} veza_http_inner;

/* Since SDK 1.3: what another route answered.  Lives as long as the outer request. */
typedef struct veza_http_reply veza_http_reply;

typedef struct veza_http_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;

  /* Registers a route; VEZA_E_CONFLICT when somebody has it, VEZA_E_INVALID for a malformed path.  [control] */
  veza_status (*add_route)(void* ctx, const veza_http_route* route);
  /* Registers the handler of every GET that accepts text/html and matches no route (single-page applications).
   * One plugin may have it.  [control] */
  veza_status (*add_fallback)(void* ctx, veza_http_handler handler, void* self);

  /* The request; strings live as long as it.  [any] */
  veza_str (*method)(const veza_http_request* request);
  veza_str (*path)(const veza_http_request* request); /* percent-decoded, normalised */
  veza_str (*request_id)(const veza_http_request* request);
  veza_str (*client_ip)(const veza_http_request* request);
  const veza_principal* (*principal)(const veza_http_request* request);
  /* VEZA_E_NOT_FOUND leaves *value empty. */
  veza_status (*param)(const veza_http_request* request, veza_str name, veza_str* value);  /* {id} of the path */
  veza_status (*query)(const veza_http_request* request, veza_str name, veza_str* value);  /* decoded, first one */
  veza_status (*header)(const veza_http_request* request, veza_str name, veza_str* value); /* any case */
  veza_str (*body)(const veza_http_request* request); /* whole; mapped when large */
  /* Parses the body as multipart/form-data: VEZA_E_UNSUPPORTED for another type, VEZA_E_INVALID when malformed. */
  veza_status (*part_count)(veza_http_request* request, size_t* count);
  veza_status (*part)(veza_http_request* request, size_t index, veza_http_part* part);

  /* The answer.  A later body replaces an earlier one.  Ranges, conditions (ETag, Last-Modified), HEAD and
   * compression are the host's.  [handler's thread] */
  void (*set_status)(veza_http_response* response, int32_t status);
  veza_status (*set_header)(veza_http_response* response, veza_str name, veza_str value);
  veza_status (*add_header)(veza_http_response* response, veza_str name, veza_str value);
  void (*set_body)(veza_http_response* response, veza_str data); /* copied */
  /* The blob's bytes, sent by the kernel; VEZA_E_NOT_FOUND when there is none. */
  veza_status (*set_body_blob)(veza_http_response* response, veza_str key);
  /* A file under the plugin's own folder, `path` relative to it. */
  veza_status (*set_body_file)(veza_http_response* response, veza_str path);

  /* Since SDK 1.2 */

  /* Who opened the connection: the client, or the last proxy before this server.  Unlike client_ip nothing a header
   * says can change it.  Lives as long as the request.  [any] */
  veza_str (*peer_ip)(const veza_http_request* request);
  /* What people call the site, without a slash at the end: site.url, or else scheme and host of the request.  For links
   * shown to people and given to other servers.  Lives as long as the request.  [any] */
  veza_str (*base_url)(const veza_http_request* request);
  /* The path the site is under: "" or "/music".  Routes, a request's path and a Location that begins with '/' are below
   * it and never name it; an address within a page or a playlist is relative or names it.  Lives as long as the plugin.
   * [any] */
  veza_str (*base_path)(void* ctx);

  /* Since SDK 1.3 */

  /* What follows the '?' of the request's target, as sent: for forms with a name several times.  Lives as long as the
   * request.  [any] */
  veza_str (*raw_query)(const veza_http_request* request);
  /* A body made as it is sent; `size` in bytes, or -1 when nobody knows.  close is called in every case, a failure of
   * this function included.  [handler's thread] */
  veza_status (*set_body_stream)(veza_http_response* response, const veza_http_reader* reader, int64_t size);
  /* Has another route answer, with all that it asks for: permission, body limit, audit and limits of the client that
   * sent the outer request, of whom all inner requests count as one.  No CSRF token is needed.  VEZA_OK, whatever its
   * status.  VEZA_E_FORBIDDEN: user_id without the right to act for accounts; VEZA_E_UNAUTHORIZED: no such account, or
   * it is closed; VEZA_E_LIMITED: an inner request of an inner request of an inner request, or over 1000 of them.
   * [handler's thread] */
  veza_status (*call)(void* ctx, veza_http_request* request, const veza_http_inner* inner, veza_http_reply** reply);
  /* [handler's thread] */
  int32_t (*reply_status)(const veza_http_reply* reply);
  veza_status (*reply_header)(const veza_http_reply* reply, veza_str name, veza_str* value); /* any case */
  /* The body, read into memory; VEZA_E_TOO_LARGE when it is over `most` bytes.  [handler's thread] */
  veza_status (*reply_body)(veza_http_reply* reply, uint64_t most, veza_str* body);
  /* Makes it the answer: status, fields and body, which may be a blob, a file or a stream and knows ranges as if it had
   * been asked for directly.  Fields set before stay unless the reply has them too.  Once for a reply, and not after
   * reply_body.  [handler's thread] */
  veza_status (*set_reply)(veza_http_response* response, veza_http_reply* reply);
} veza_http_v1;

#ifdef __cplusplus
}
#endif
#endif
