// The functions of veza.http/1 that read a request or build an answer; see veza/abi/http.h for what each does.
#pragma once
#include "plugins/http_call.h"

namespace veza::plugins::http_calls {

veza_str method(const veza_http_request* request) noexcept;
veza_str path(const veza_http_request* request) noexcept;
veza_str request_id(const veza_http_request* request) noexcept;
veza_str client_ip(const veza_http_request* request) noexcept;
veza_str peer_ip(const veza_http_request* request) noexcept;
veza_str base_url(const veza_http_request* request) noexcept;
const veza_principal* principal(const veza_http_request* request) noexcept;
veza_str body(const veza_http_request* request) noexcept;
veza_status param(const veza_http_request* request, veza_str name, veza_str* value) noexcept;
veza_status query(const veza_http_request* request, veza_str name, veza_str* value) noexcept;
veza_status header(const veza_http_request* request, veza_str name, veza_str* value) noexcept;
veza_status part_count(veza_http_request* request, size_t* count) noexcept;
veza_status part(veza_http_request* request, size_t index, veza_http_part* out) noexcept;

void set_status(veza_http_response* response, int32_t status) noexcept;
veza_status set_header(veza_http_response* response, veza_str name, veza_str value) noexcept;
veza_status add_header(veza_http_response* response, veza_str name, veza_str value) noexcept;
void set_body(veza_http_response* response, veza_str data) noexcept;
veza_status set_body_blob(veza_http_response* response, veza_str key) noexcept;
veza_status set_body_file(veza_http_response* response, veza_str path) noexcept;

veza_str raw_query(const veza_http_request* request) noexcept;
veza_status set_body_stream(veza_http_response* response, const veza_http_reader* reader, int64_t size) noexcept;
int32_t reply_status(const veza_http_reply* reply) noexcept;
veza_status reply_header(const veza_http_reply* reply, veza_str name, veza_str* value) noexcept;
veza_status reply_body(veza_http_reply* reply, uint64_t most, veza_str* body) noexcept;
veza_status set_reply(veza_http_response* response, veza_http_reply* reply) noexcept;

// When the answer is the whole of a remote blob (200): makes it a 302 to the blob's presigned URL, which answers with
// the same Content-Type and Content-Disposition and knows ranges. Only for GET: the URL is signed for it.
base::Status redirect_to_blob(veza_http_response& response);

}  // namespace veza::plugins::http_calls
