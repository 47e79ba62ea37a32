/* veza/abi/jobs.h - service "veza.jobs/1": work that survives a restart.  C11.
 * A job is a row committed with the write that wants it; it runs at least once and, through complete(), has its
 * effect once. */
#ifndef VEZA_ABI_JOBS_H
#define VEZA_ABI_JOBS_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_JOBS_V1 "veza.jobs/1"

typedef struct veza_job_spec {
  uint32_t struct_size;
  int32_t max_attempts; /* 0: 5 */
  veza_str kind;        /* "media.transcode" */
  veza_str payload;     /* JSON */
  veza_str unique_key;  /* at most one unfinished job has it; "" = none.  Names the job for cancel. */
  int64_t delay_ms;
  veza_str request_id; /* the request that caused it, or empty */
} veza_job_spec;

/* Runs one job.  VEZA_OK ends it done (when complete() was not called already).  VEZA_E_INVALID, VEZA_E_UNSUPPORTED
 * and VEZA_E_NOT_FOUND end it failed at once; any other failure is tried again with growing delay up to
 * max_attempts.  [worker of its own] */
typedef veza_status (*veza_job_handler)(void* self, veza_job* job);

typedef struct veza_jobs_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* At most `concurrency` of the kind run at once on this host.  [control] */
  veza_status (*add_handler)(void* ctx, veza_str kind, uint32_t concurrency, veza_job_handler handler, void* self);
  /* VEZA_OK also when an unfinished job has the unique_key already.  [inside db.write] */
  veza_status (*enqueue)(void* ctx, veza_tx* tx, const veza_job_spec* spec);
  /* A queued job never runs; a running one is told.  [inside db.write] */
  veza_status (*cancel)(void* ctx, veza_tx* tx, veza_str unique_key);

  /* Inside a handler; strings live as long as the job. */
  veza_str (*id)(const veza_job* job);
  veza_str (*payload)(const veza_job* job);
  veza_str (*request_id)(const veza_job* job);
  int32_t (*attempt)(const veza_job* job); /* 1 on the first */
  int32_t (*max_attempts)(const veza_job* job);
  int32_t (*cancelled)(const veza_job* job);        /* 1 when it was cancelled, 2 when the host is shutting down: return
                                                       VEZA_E_CANCELLED soon; after 2 it starts anew at the next start */
  int (*cancel_fd)(const veza_job* job);            /* readable (poll) from then on; never read or close it */
  void (*progress)(veza_job* job, double fraction); /* 0…1 */
  /* One transaction: `body` and the job's end.  VEZA_E_CANCELLED when the job was cancelled or taken over meanwhile
   * (nothing is written). */
  veza_status (*complete)(veza_job* job, veza_status (*body)(void* self, veza_tx* tx), void* self);

  /* Since SDK 1.2 */

  /* Queues `job` by the clock (UTC), on one host of all that run the plugin: "daily 03:30", "hourly", or the five
   * fields of crontab(5), "0 9 * * mon-fri".  `name` is the plugin's own; VEZA_E_CONFLICT when it is taken.  While the
   * job of an earlier time is unfinished no second one is queued; times at which the site was off are caught up with
   * once. VEZA_E_INVALID when the schedule is none.  [control] */
  veza_status (*add_cron)(void* ctx, veza_str name, veza_str schedule, const veza_job_spec* job);
} veza_jobs_v1;

#ifdef __cplusplus
}
#endif
#endif
