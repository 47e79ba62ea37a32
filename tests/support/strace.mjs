// A program with its system calls written to a file.
import { existsSync, readFileSync } from 'node:fs';

import { until } from './server.mjs';

// The words before a command that have `calls` ("connect,execve") of it and all it starts traced into `file`. With -D the
// program stays our own child, so that it is stopped and waited for by its own pid.
export const traced = (file, calls) => ['strace', '-D', '-f', '-q', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', file];

// The calls so far, a line each; a call interrupted by another thread's is in two lines.
export const calls = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

// All calls of the program with `pid`, which has ended.
export const allCalls = (file, pid) =>
  until('the trace is written', () => {
    const lines = calls(file);
    return lines.some((line) => new RegExp(`^${pid} +\\+\\+\\+ (exited|killed)`).test(line)) && lines;
  });
