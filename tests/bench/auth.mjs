// Finding out who asks, measured by bin/auth_bench: against the same proof with OpenSSL, or the same look-up, alone.
import { join } from 'node:path';

import { buildDir } from '../support/server.mjs';
import { exec } from './peers.mjs';

let run;
function figures() {
  run ??= exec(join(buildDir, 'bin/auth_bench')).then(({ stdout }) =>
    Object.fromEntries(stdout.trim().split('\n').map((line) => line.split(' ')).map(([name, value]) => [name, Number(value)])));
  return run;
}

const check = (what, bar, most) => async () => {
  const found = await figures();
  const value = found[`${what}_check_us`];
  if (value > most) throw new Error(`${what}: a check takes ${value} us, over the ${most} promised`);
  return { value, unit: 'us', baseline: found[`${what}_raw_us`], bar, better: 'less' };
};

// A token nobody has shown yet, once in its fifteen minutes: one RSA verification, JSON and the rest.
export const jwtCheck = check('jwt', 2.5, Infinity);
// One shown before, the path of every request: a look-up in a map, with revocation and expiry.
export const cachedCheck = check('cached', 8, 60);
// A personal access token: one SHA-256, a CRC and a look-up among ten thousand.
export const patCheck = check('pat', 4, 60);
