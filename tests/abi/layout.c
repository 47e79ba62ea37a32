/* The layout of every struct of the ABI, x86-64 Linux.  Compiling this file is the test: a plugin built yesterday must
 * read the same bytes tomorrow.  A table may grow at its end: raise its size, append its member.  Any other edit of
 * this file breaks plugins in the field. */
#include "veza/abi/accounts.h"
#include "veza/abi/audit.h"
#include "veza/abi/base.h"
#include "veza/abi/blobs.h"
#include "veza/abi/catalog.h"
#include "veza/abi/cli.h"
#include "veza/abi/config.h"
#include "veza/abi/db.h"
#include "veza/abi/events.h"
#include "veza/abi/http.h"
#include "veza/abi/identity.h"
#include "veza/abi/jobs.h"
#include "veza/abi/kv.h"
#include "veza/abi/log.h"
#include "veza/abi/mail.h"
#include "veza/abi/metrics.h"
#include "veza/abi/outbound.h"
#include "veza/abi/plugin.h"
#include "veza/abi/policy.h"
#include "veza/abi/privacy.h"
#include "veza/abi/secrets.h"
#include "veza/abi/ws.h"

#ifdef __cplusplus
#define CHECK static_assert
#else
#define CHECK _Static_assert
#endif
#define SIZE(type, bytes) CHECK(sizeof(type) == (bytes), #type " changed its size")
#define MEMBER(type, member, offset, bytes)                                          \
  CHECK(offsetof(type, member) == (offset) && sizeof(((type*)0)->member) == (bytes), \
        #type "." #member " moved or changed its size")

CHECK(sizeof(void*) == 8 && sizeof(size_t) == 8, "the figures below are those of a 64-bit machine");

SIZE(veza_str, 16);
MEMBER(veza_str, ptr, 0, 8);
MEMBER(veza_str, len, 8, 8);

SIZE(veza_sink, 16);
MEMBER(veza_sink, self, 0, 8);
MEMBER(veza_sink, put, 8, 8);

SIZE(veza_value, 24);
MEMBER(veza_value, type, 0, 4);
MEMBER(veza_value, reserved, 4, 4);
MEMBER(veza_value, as, 8, 16);

SIZE(veza_new_account, 64);
MEMBER(veza_new_account, struct_size, 0, 4);
MEMBER(veza_new_account, reserved, 4, 4);
MEMBER(veza_new_account, username, 8, 16);
MEMBER(veza_new_account, email, 24, 16);
MEMBER(veza_new_account, request_id, 40, 16);
MEMBER(veza_new_account, request, 56, 8);

SIZE(veza_accounts_v1, 104);
MEMBER(veza_accounts_v1, struct_size, 0, 4);
MEMBER(veza_accounts_v1, reserved, 4, 4);
MEMBER(veza_accounts_v1, ctx, 8, 8);
MEMBER(veza_accounts_v1, find, 16, 8);
MEMBER(veza_accounts_v1, find_by_login, 24, 8);
MEMBER(veza_accounts_v1, add, 32, 8);
MEMBER(veza_accounts_v1, sign_in, 40, 8);
MEMBER(veza_accounts_v1, is_fresh, 48, 8);
MEMBER(veza_accounts_v1, session_id, 56, 8);
MEMBER(veza_accounts_v1, set_role, 64, 8);
MEMBER(veza_accounts_v1, on_session_ended, 72, 8);
MEMBER(veza_accounts_v1, add_ways_to_sign_in, 80, 8);
MEMBER(veza_accounts_v1, ways_to_sign_in, 88, 8);
MEMBER(veza_accounts_v1, session_lives, 96, 8);

SIZE(veza_blobs_v1, 88);
MEMBER(veza_blobs_v1, struct_size, 0, 4);
MEMBER(veza_blobs_v1, reserved, 4, 4);
MEMBER(veza_blobs_v1, ctx, 8, 8);
MEMBER(veza_blobs_v1, put, 16, 8);
MEMBER(veza_blobs_v1, put_file, 24, 8);
MEMBER(veza_blobs_v1, put_body, 32, 8);
MEMBER(veza_blobs_v1, read, 40, 8);
MEMBER(veza_blobs_v1, size, 48, 8);
MEMBER(veza_blobs_v1, with_file, 56, 8);
MEMBER(veza_blobs_v1, remove, 64, 8);
MEMBER(veza_blobs_v1, remove_prefix, 72, 8);
MEMBER(veza_blobs_v1, link, 80, 8);

SIZE(veza_catalog_track, 88);
MEMBER(veza_catalog_track, struct_size, 0, 4);
MEMBER(veza_catalog_track, is_public, 4, 4);
MEMBER(veza_catalog_track, id, 8, 16);
MEMBER(veza_catalog_track, owner_id, 24, 16);
MEMBER(veza_catalog_track, title, 40, 16);
MEMBER(veza_catalog_track, blob_key, 56, 16);
MEMBER(veza_catalog_track, status, 72, 16);

SIZE(veza_catalog_v1, 64);
MEMBER(veza_catalog_v1, struct_size, 0, 4);
MEMBER(veza_catalog_v1, reserved, 4, 4);
MEMBER(veza_catalog_v1, ctx, 8, 8);
MEMBER(veza_catalog_v1, find, 16, 8);
MEMBER(veza_catalog_v1, may_read, 24, 8);
MEMBER(veza_catalog_v1, may_edit, 32, 8);
MEMBER(veza_catalog_v1, media_ready, 40, 8);
MEMBER(veza_catalog_v1, media_failed, 48, 8);
MEMBER(veza_catalog_v1, media_restarted, 56, 8);

SIZE(veza_cli_v1, 88);
MEMBER(veza_cli_v1, struct_size, 0, 4);
MEMBER(veza_cli_v1, reserved, 4, 4);
MEMBER(veza_cli_v1, ctx, 8, 8);
MEMBER(veza_cli_v1, in_command, 16, 8);
MEMBER(veza_cli_v1, add_command, 24, 8);
MEMBER(veza_cli_v1, words, 32, 8);
MEMBER(veza_cli_v1, word, 40, 8);
MEMBER(veza_cli_v1, option, 48, 8);
MEMBER(veza_cli_v1, print, 56, 8);
MEMBER(veza_cli_v1, progress, 64, 8);
MEMBER(veza_cli_v1, interrupted, 72, 8);
MEMBER(veza_cli_v1, interrupt_fd, 80, 8);

SIZE(veza_config_v1, 48);
MEMBER(veza_config_v1, struct_size, 0, 4);
MEMBER(veza_config_v1, reserved, 4, 4);
MEMBER(veza_config_v1, ctx, 8, 8);
MEMBER(veza_config_v1, settings, 16, 8);
MEMBER(veza_config_v1, plugin_dir, 24, 8);
MEMBER(veza_config_v1, scratch_dir, 32, 8);
MEMBER(veza_config_v1, libexec_dir, 40, 8);

SIZE(veza_db_v1, 56);
MEMBER(veza_db_v1, struct_size, 0, 4);
MEMBER(veza_db_v1, reserved, 4, 4);
MEMBER(veza_db_v1, ctx, 8, 8);
MEMBER(veza_db_v1, query, 16, 8);
MEMBER(veza_db_v1, write, 24, 8);
MEMBER(veza_db_v1, tx_query, 32, 8);
MEMBER(veza_db_v1, tx_execute, 40, 8);
MEMBER(veza_db_v1, dialect, 48, 8);

SIZE(veza_event, 112);
MEMBER(veza_event, struct_size, 0, 4);
MEMBER(veza_event, reserved, 4, 4);
MEMBER(veza_event, event_id, 8, 16);
MEMBER(veza_event, event_type, 24, 16);
MEMBER(veza_event, aggregate_type, 40, 16);
MEMBER(veza_event, aggregate_id, 56, 16);
MEMBER(veza_event, data, 72, 16);
MEMBER(veza_event, correlation_id, 88, 16);
MEMBER(veza_event, timestamp_ms, 104, 8);

SIZE(veza_events_v1, 32);
MEMBER(veza_events_v1, struct_size, 0, 4);
MEMBER(veza_events_v1, reserved, 4, 4);
MEMBER(veza_events_v1, ctx, 8, 8);
MEMBER(veza_events_v1, emit, 16, 8);
MEMBER(veza_events_v1, subscribe, 24, 8);

SIZE(veza_http_route, 80);
MEMBER(veza_http_route, struct_size, 0, 4);
MEMBER(veza_http_route, flags, 4, 4);
MEMBER(veza_http_route, method, 8, 16);
MEMBER(veza_http_route, path, 24, 16);
MEMBER(veza_http_route, permission, 40, 16);
MEMBER(veza_http_route, body_limit, 56, 8);
MEMBER(veza_http_route, handler, 64, 8);
MEMBER(veza_http_route, self, 72, 8);

SIZE(veza_http_part, 72);
MEMBER(veza_http_part, struct_size, 0, 4);
MEMBER(veza_http_part, has_filename, 4, 4);
MEMBER(veza_http_part, name, 8, 16);
MEMBER(veza_http_part, filename, 24, 16);
MEMBER(veza_http_part, content_type, 40, 16);
MEMBER(veza_http_part, offset, 56, 8);
MEMBER(veza_http_part, size, 64, 8);

SIZE(veza_http_reader, 32);
MEMBER(veza_http_reader, struct_size, 0, 4);
MEMBER(veza_http_reader, reserved, 4, 4);
MEMBER(veza_http_reader, self, 8, 8);
MEMBER(veza_http_reader, read, 16, 8);
MEMBER(veza_http_reader, close, 24, 8);

SIZE(veza_http_field, 32);
MEMBER(veza_http_field, name, 0, 16);
MEMBER(veza_http_field, value, 16, 16);

SIZE(veza_http_inner, 88);
MEMBER(veza_http_inner, struct_size, 0, 4);
MEMBER(veza_http_inner, reserved, 4, 4);
MEMBER(veza_http_inner, user_id, 8, 16);
MEMBER(veza_http_inner, method, 24, 16);
MEMBER(veza_http_inner, target, 40, 16);
MEMBER(veza_http_inner, fields, 56, 8);
MEMBER(veza_http_inner, field_count, 64, 8);
MEMBER(veza_http_inner, body, 72, 16);

SIZE(veza_http_v1, 248);
MEMBER(veza_http_v1, struct_size, 0, 4);
MEMBER(veza_http_v1, reserved, 4, 4);
MEMBER(veza_http_v1, ctx, 8, 8);
MEMBER(veza_http_v1, add_route, 16, 8);
MEMBER(veza_http_v1, add_fallback, 24, 8);
MEMBER(veza_http_v1, method, 32, 8);
MEMBER(veza_http_v1, path, 40, 8);
MEMBER(veza_http_v1, request_id, 48, 8);
MEMBER(veza_http_v1, client_ip, 56, 8);
MEMBER(veza_http_v1, principal, 64, 8);
MEMBER(veza_http_v1, param, 72, 8);
MEMBER(veza_http_v1, query, 80, 8);
MEMBER(veza_http_v1, header, 88, 8);
MEMBER(veza_http_v1, body, 96, 8);
MEMBER(veza_http_v1, part_count, 104, 8);
MEMBER(veza_http_v1, part, 112, 8);
MEMBER(veza_http_v1, set_status, 120, 8);
MEMBER(veza_http_v1, set_header, 128, 8);
MEMBER(veza_http_v1, add_header, 136, 8);
MEMBER(veza_http_v1, set_body, 144, 8);
MEMBER(veza_http_v1, set_body_blob, 152, 8);
MEMBER(veza_http_v1, set_body_file, 160, 8);
MEMBER(veza_http_v1, peer_ip, 168, 8);
MEMBER(veza_http_v1, base_url, 176, 8);
MEMBER(veza_http_v1, base_path, 184, 8);
MEMBER(veza_http_v1, raw_query, 192, 8);
MEMBER(veza_http_v1, set_body_stream, 200, 8);
MEMBER(veza_http_v1, call, 208, 8);
MEMBER(veza_http_v1, reply_status, 216, 8);
MEMBER(veza_http_v1, reply_header, 224, 8);
MEMBER(veza_http_v1, reply_body, 232, 8);
MEMBER(veza_http_v1, set_reply, 240, 8);

SIZE(veza_identity_v1, 88);
MEMBER(veza_identity_v1, struct_size, 0, 4);
MEMBER(veza_identity_v1, reserved, 4, 4);
MEMBER(veza_identity_v1, ctx, 8, 8);
MEMBER(veza_identity_v1, user_id, 16, 8);
MEMBER(veza_identity_v1, username, 24, 8);
MEMBER(veza_identity_v1, role, 32, 8);
MEMBER(veza_identity_v1, can, 40, 8);
MEMBER(veza_identity_v1, user, 48, 8);
MEMBER(veza_identity_v1, issue_stream_token, 56, 8);
MEMBER(veza_identity_v1, check_stream_token, 64, 8);
MEMBER(veza_identity_v1, may, 72, 8);
MEMBER(veza_identity_v1, find_users, 80, 8);

SIZE(veza_job_spec, 80);
MEMBER(veza_job_spec, struct_size, 0, 4);
MEMBER(veza_job_spec, max_attempts, 4, 4);
MEMBER(veza_job_spec, kind, 8, 16);
MEMBER(veza_job_spec, payload, 24, 16);
MEMBER(veza_job_spec, unique_key, 40, 16);
MEMBER(veza_job_spec, delay_ms, 56, 8);
MEMBER(veza_job_spec, request_id, 64, 16);

SIZE(veza_jobs_v1, 120);
MEMBER(veza_jobs_v1, struct_size, 0, 4);
MEMBER(veza_jobs_v1, reserved, 4, 4);
MEMBER(veza_jobs_v1, ctx, 8, 8);
MEMBER(veza_jobs_v1, add_handler, 16, 8);
MEMBER(veza_jobs_v1, enqueue, 24, 8);
MEMBER(veza_jobs_v1, cancel, 32, 8);
MEMBER(veza_jobs_v1, id, 40, 8);
MEMBER(veza_jobs_v1, payload, 48, 8);
MEMBER(veza_jobs_v1, request_id, 56, 8);
MEMBER(veza_jobs_v1, attempt, 64, 8);
MEMBER(veza_jobs_v1, max_attempts, 72, 8);
MEMBER(veza_jobs_v1, cancelled, 80, 8);
MEMBER(veza_jobs_v1, cancel_fd, 88, 8);
MEMBER(veza_jobs_v1, progress, 96, 8);
MEMBER(veza_jobs_v1, complete, 104, 8);
MEMBER(veza_jobs_v1, add_cron, 112, 8);

SIZE(veza_kv_limit, 16);
MEMBER(veza_kv_limit, allowed, 0, 4);
MEMBER(veza_kv_limit, remaining, 4, 4);
MEMBER(veza_kv_limit, retry_after_ms, 8, 8);

SIZE(veza_kv_v1, 128);
MEMBER(veza_kv_v1, struct_size, 0, 4);
MEMBER(veza_kv_v1, reserved, 4, 4);
MEMBER(veza_kv_v1, ctx, 8, 8);
MEMBER(veza_kv_v1, get, 16, 8);
MEMBER(veza_kv_v1, set, 24, 8);
MEMBER(veza_kv_v1, remove, 32, 8);
MEMBER(veza_kv_v1, increment, 40, 8);
MEMBER(veza_kv_v1, limit, 48, 8);
MEMBER(veza_kv_v1, set_if_absent, 56, 8);
MEMBER(veza_kv_v1, expire, 64, 8);
MEMBER(veza_kv_v1, take, 72, 8);
MEMBER(veza_kv_v1, reset_limit, 80, 8);
MEMBER(veza_kv_v1, lock, 88, 8);
MEMBER(veza_kv_v1, renew, 96, 8);
MEMBER(veza_kv_v1, unlock, 104, 8);
MEMBER(veza_kv_v1, publish, 112, 8);
MEMBER(veza_kv_v1, subscribe, 120, 8);

SIZE(veza_log_v1, 24);
MEMBER(veza_log_v1, struct_size, 0, 4);
MEMBER(veza_log_v1, reserved, 4, 4);
MEMBER(veza_log_v1, ctx, 8, 8);
MEMBER(veza_log_v1, write, 16, 8);

SIZE(veza_mail, 104);
MEMBER(veza_mail, struct_size, 0, 4);
MEMBER(veza_mail, reserved, 4, 4);
MEMBER(veza_mail, to_user, 8, 16);
MEMBER(veza_mail, to, 24, 16);
MEMBER(veza_mail, subject, 40, 16);
MEMBER(veza_mail, text, 56, 16);
MEMBER(veza_mail, html, 72, 16);
MEMBER(veza_mail, kind, 88, 16);

SIZE(veza_mail_v1, 48);
MEMBER(veza_mail_v1, struct_size, 0, 4);
MEMBER(veza_mail_v1, reserved, 4, 4);
MEMBER(veza_mail_v1, ctx, 8, 8);
MEMBER(veza_mail_v1, available, 16, 8);
MEMBER(veza_mail_v1, send, 24, 8);
MEMBER(veza_mail_v1, site_name, 32, 8);
MEMBER(veza_mail_v1, site_url, 40, 8);

SIZE(veza_metrics_v1, 32);
MEMBER(veza_metrics_v1, struct_size, 0, 4);
MEMBER(veza_metrics_v1, reserved, 4, 4);
MEMBER(veza_metrics_v1, ctx, 8, 8);
MEMBER(veza_metrics_v1, metric, 16, 8);
MEMBER(veza_metrics_v1, record, 24, 8);

SIZE(veza_outbound_field, 32);
MEMBER(veza_outbound_field, name, 0, 16);
MEMBER(veza_outbound_field, value, 16, 16);

SIZE(veza_outbound_request, 88);
MEMBER(veza_outbound_request, struct_size, 0, 4);
MEMBER(veza_outbound_request, max_redirects, 4, 4);
MEMBER(veza_outbound_request, method, 8, 16);
MEMBER(veza_outbound_request, url, 24, 16);
MEMBER(veza_outbound_request, body, 40, 16);
MEMBER(veza_outbound_request, fields, 56, 8);
MEMBER(veza_outbound_request, field_count, 64, 8);
MEMBER(veza_outbound_request, max_bytes, 72, 8);
MEMBER(veza_outbound_request, timeout_ms, 80, 8);

SIZE(veza_outbound_answer, 56);
MEMBER(veza_outbound_answer, struct_size, 0, 4);
MEMBER(veza_outbound_answer, status, 4, 4);
MEMBER(veza_outbound_answer, url, 8, 16);
MEMBER(veza_outbound_answer, body, 24, 16);
MEMBER(veza_outbound_answer, fields, 40, 8);
MEMBER(veza_outbound_answer, field_count, 48, 8);

SIZE(veza_outbound_v1, 24);
MEMBER(veza_outbound_v1, struct_size, 0, 4);
MEMBER(veza_outbound_v1, reserved, 4, 4);
MEMBER(veza_outbound_v1, ctx, 8, 8);
MEMBER(veza_outbound_v1, fetch, 16, 8);

SIZE(veza_host, 56);
MEMBER(veza_host, struct_size, 0, 4);
MEMBER(veza_host, abi_major, 4, 4);
MEMBER(veza_host, abi_minor, 8, 4);
MEMBER(veza_host, reserved, 12, 4);
MEMBER(veza_host, ctx, 16, 8);
MEMBER(veza_host, service, 24, 8);
MEMBER(veza_host, offer, 32, 8);
MEMBER(veza_host, last_error, 40, 8);
MEMBER(veza_host, set_error, 48, 8);

SIZE(veza_plugin, 48);
MEMBER(veza_plugin, struct_size, 0, 4);
MEMBER(veza_plugin, reserved, 4, 4);
MEMBER(veza_plugin, self, 8, 8);
MEMBER(veza_plugin, start, 16, 8);
MEMBER(veza_plugin, drain, 24, 8);
MEMBER(veza_plugin, stop, 32, 8);
MEMBER(veza_plugin, destroy, 40, 8);

SIZE(veza_audit_entry, 128);
MEMBER(veza_audit_entry, struct_size, 0, 4);
MEMBER(veza_audit_entry, reserved, 4, 4);
MEMBER(veza_audit_entry, action, 8, 16);
MEMBER(veza_audit_entry, request, 24, 8);
MEMBER(veza_audit_entry, actor_id, 32, 16);
MEMBER(veza_audit_entry, request_id, 48, 16);
MEMBER(veza_audit_entry, subject_type, 64, 16);
MEMBER(veza_audit_entry, subject_id, 80, 16);
MEMBER(veza_audit_entry, before, 96, 16);
MEMBER(veza_audit_entry, after, 112, 16);

SIZE(veza_privacy_v1, 40);
MEMBER(veza_privacy_v1, struct_size, 0, 4);
MEMBER(veza_privacy_v1, reserved, 4, 4);
MEMBER(veza_privacy_v1, ctx, 8, 8);
MEMBER(veza_privacy_v1, register_part, 16, 8);
MEMBER(veza_privacy_v1, put_json, 24, 8);
MEMBER(veza_privacy_v1, put_blob, 32, 8);

SIZE(veza_audit_v1, 24);
MEMBER(veza_audit_v1, struct_size, 0, 4);
MEMBER(veza_audit_v1, reserved, 4, 4);
MEMBER(veza_audit_v1, ctx, 8, 8);
MEMBER(veza_audit_v1, record, 16, 8);

SIZE(veza_policy_v1, 32);
MEMBER(veza_policy_v1, struct_size, 0, 4);
MEMBER(veza_policy_v1, reserved, 4, 4);
MEMBER(veza_policy_v1, ctx, 8, 8);
MEMBER(veza_policy_v1, declare, 16, 8);
MEMBER(veza_policy_v1, decide, 24, 8);

SIZE(veza_secrets_v1, 40);
MEMBER(veza_secrets_v1, struct_size, 0, 4);
MEMBER(veza_secrets_v1, reserved, 4, 4);
MEMBER(veza_secrets_v1, ctx, 8, 8);
MEMBER(veza_secrets_v1, seal, 16, 8);
MEMBER(veza_secrets_v1, open, 24, 8);
MEMBER(veza_secrets_v1, outdated, 32, 8);

SIZE(veza_ws_v1, 48);
MEMBER(veza_ws_v1, struct_size, 0, 4);
MEMBER(veza_ws_v1, reserved, 4, 4);
MEMBER(veza_ws_v1, ctx, 8, 8);
MEMBER(veza_ws_v1, add_topic, 16, 8);
MEMBER(veza_ws_v1, add_type, 24, 8);
MEMBER(veza_ws_v1, publish, 32, 8);
MEMBER(veza_ws_v1, send, 40, 8);

/* Numbers that cross. */
#define NUMBER(name, value) CHECK((int)(name) == (value), #name " changed")
NUMBER(VEZA_OK, 0);
NUMBER(VEZA_E_INVALID, -1);
NUMBER(VEZA_E_UNAUTHORIZED, -2);
NUMBER(VEZA_E_FORBIDDEN, -3);
NUMBER(VEZA_E_NOT_FOUND, -4);
NUMBER(VEZA_E_CONFLICT, -5);
NUMBER(VEZA_E_TOO_LARGE, -6);
NUMBER(VEZA_E_UNSUPPORTED, -7);
NUMBER(VEZA_E_LIMITED, -8);
NUMBER(VEZA_E_UNAVAILABLE, -9);
NUMBER(VEZA_E_CANCELLED, -10);
NUMBER(VEZA_E_INTERNAL, -11);
NUMBER(VEZA_NULL, 0);
NUMBER(VEZA_INT, 1);
NUMBER(VEZA_REAL, 2);
NUMBER(VEZA_TEXT, 3);
NUMBER(VEZA_BLOB, 4);
NUMBER(VEZA_BLOB_DURABLE, 0);
NUMBER(VEZA_BLOB_RELAXED, 1);
NUMBER(VEZA_HTTP_INLINE, 1);
NUMBER(VEZA_HTTP_UNLIMITED, 2);
NUMBER(VEZA_HTTP_QUERY_TOKEN, 4);
NUMBER(VEZA_HTTP_GUEST_ON_BAD_TOKEN, 8);
NUMBER(VEZA_HTTP_PARTIAL_BODY, 16);
NUMBER(VEZA_SIGN_IN_REMEMBER, 1);
NUMBER(VEZA_SIGN_IN_SECOND_FACTOR_DONE, 2);
NUMBER(VEZA_LOG_DEBUG, 1);
NUMBER(VEZA_LOG_INFO, 2);
NUMBER(VEZA_LOG_WARN, 3);
NUMBER(VEZA_LOG_ERROR, 4);
NUMBER(VEZA_METRIC_COUNTER, 0);
NUMBER(VEZA_METRIC_GAUGE, 1);
NUMBER(VEZA_METRIC_HISTOGRAM, 2);
NUMBER(VEZA_POLICY_FAIL_ALLOW, 0);
NUMBER(VEZA_POLICY_FAIL_HOLD, 1);
NUMBER(VEZA_POLICY_FAIL_DENY, 2);
