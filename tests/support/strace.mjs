// A program with its system calls written to a file.
import { existsSync, readFileSync } from 'node:fs';

import { until } from './server.mjs';

// The words before a command that have `calls` ("connect,execve") of it and all it starts traced into `file`. With -D the
// program stays our own child, so that it is stopped and waited for by its own pid. A sanitizer cannot look for leaks in a
// traced process, and fails it for that.
export const traced = (file, calls) => [
  'strace', '-D', '-f', '-q', '-E', 'ASAN_OPTIONS=detect_leaks=0', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', file,
];

// All calls of the program with `pid`, which has ended, a line each; one that another thread's came into is in two lines.
export const calls = (file, pid) =>
  until('the trace is written', () => {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    return lines.some((line) => new RegExp(`^${pid} +\\+\\+\\+ (exited|killed)`).test(line)) && lines;
  });
