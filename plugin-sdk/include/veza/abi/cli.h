/* veza/abi/cli.h - service "veza.cli/1": commands of the `veza` program.  C11.  Since SDK 1.3.
 *
 * plugin.json declares a command with its options ("commands"); `veza library scan /music` runs the command "scan" of
 * the plugin "library".  It runs in a process of its own, beside a server that may be at work on the same data: the
 * plugin is created and started there as ever and has its services, but no request, job or event comes to it.  What it
 * emits and enqueues is delivered by the server. */
#ifndef VEZA_ABI_CLI_H
#define VEZA_ABI_CLI_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VEZA_CLI_V1 "veza.cli/1"

/* One run of a command. */
typedef struct veza_cli_call veza_cli_call;

enum { VEZA_CLI_OUT = 1, VEZA_CLI_ERR = 2 };

/* Runs the command and returns its exit status, 0 to 125 (sysexits.h: 64 wrong usage, 78 wrong settings); or a
 * failure, whose sentence is printed, with exit status 1.  [worker; one call in the life of the process] */
typedef int32_t (*veza_cli_command)(void* self, veza_cli_call* call);

typedef struct veza_cli_v1 {
  uint32_t struct_size;
  uint32_t reserved;
  void* ctx;
  /* 1 in the process of a command, 0 in a server: a plugin with threads of its own starts them in servers only.
   * [any] */
  int32_t (*in_command)(void* ctx);
  /* `name` is one of plugin.json's "commands" (else VEZA_E_NOT_FOUND).  [control] */
  veza_status (*add_command)(void* ctx, veza_str name, veza_cli_command run, void* self);

  /* Inside a command; strings live until it returns.  [any] */

  /* What stands on the line after the command and is no option. */
  size_t (*words)(const veza_cli_call* call);
  veza_str (*word)(const veza_cli_call* call, size_t index); /* empty past the end */
  /* 1 when the option was given; `value` (may be NULL) gets what came with it, "" for a flag. */
  int32_t (*option)(const veza_cli_call* call, veza_str name, veza_str* value);
  /* Text to standard output or standard error, as it is but for what would drive a terminal: control characters other
   * than '\n' and '\t', and bytes that are no UTF-8, become '?'.  VEZA_E_UNAVAILABLE when nobody reads it any more. */
  veza_status (*print)(veza_cli_call* call, int32_t stream, veza_str text);
  /* How far it is: a bar on a terminal, a line now and then elsewhere, always on standard error.  Cheap enough for
   * every step.  `total` 0: nobody knows.  `unit` ("files") stands behind the numbers, `what` (may be empty) is what it
   * is at. */
  void (*progress)(veza_cli_call* call, uint64_t done, uint64_t total, veza_str unit, veza_str what);
  /* 1 once the person pressed Ctrl-C, or the process was told to end (SIGTERM): put things in order and return
   * soon. */
  int32_t (*interrupted)(const veza_cli_call* call);
  int (*interrupt_fd)(const veza_cli_call* call); /* readable (poll) from then on; never read or close it */
} veza_cli_v1;

#ifdef __cplusplus
}
#endif
#endif
