import { readFileSync, readdirSync } from 'node:fs';

// The process ids of the converters that the server with `pid` runs now.
export function converters(pid) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return parent === pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('veza-transcode');
      } catch {
        return false;
      }
    })
    .map(Number);
}
