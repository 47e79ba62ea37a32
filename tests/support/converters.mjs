import { readFileSync, readdirSync } from 'node:fs';

// State and parent of a process ("S", 1); nothing when there is none.
function processState(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent: Number(parent), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8') };
  } catch {
    return undefined;
  }
}

// The process ids of the converters that the server with `pid` runs now.
export function converters(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      const { parent, command } = processState(name) ?? {};
      return parent === pid && command.includes('veza-transcode');
    })
    .map(Number);
}

// Whether a process is no more; one that nobody has waited for yet is none.
export function ended(pid) {
  const { state } = processState(pid) ?? {};
  return state === undefined || state === 'Z';
}
