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

const check = (what, bar) => async () => {
  const found = await figures();
  const value = found[`${what}_check_us`];
  // Whatever the ratio: this is on the path of every request.
  if (value > 60) throw new Error(`${what}: a check takes ${value} us, over the 60 promised`);
  return { value, unit: 'us', baseline: found[`${what}_raw_us`], bar, better: 'less' };
};

// A token nobody has shown yet: one RSA verification, JSON and the rest.
export const jwtCheck = check('jwt', 2);
// One shown before: a look-up in a map, with revocation and expiry.
export const cachedCheck = check('cached', 8);
// A personal access token: one SHA-256, a CRC and a look-up among ten thousand.
export const patCheck = check('pat', 4);
