// What an answer's time says about an account: how long a sign-in takes to be refused when there is such an account, and
// when there is none. Their medians are to be told apart by nobody.
import { Server } from '../support/server.mjs';

const rounds = 150;
const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];

// Each attempt comes from an address of its own, so that no limit answers in the account's place.
function asker(server) {
  let count = 0;
  return async (path, json, expected) => {
    count += 1;
    const headers = { 'x-forwarded-for': `198.18.${Math.floor(count / 250)}.${(count % 250) + 1}` };
    const begun = process.hrtime.bigint();
    const { status, body } = await server.api(path, { method: 'POST', json, headers });
    const took = Number(process.hrtime.bigint() - begun) / 1e6;
    if (status !== expected) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return took;
  };
}

// Milliseconds for one there is and one there is not, in turns, so that what else the machine does meets both alike.
async function compare(path, body, expected) {
  const server = await new Server({ env: { VEZA_HTTP_TRUSTED_PROXIES: '127.0.0.1', VEZA_LOG_REQUESTS: 'off' } }).start();
  try {
    for (let i = 0; i < rounds + 5; ++i) await server.register(`member-${i}`);
    const ask = asker(server);
    const known = [];
    const unknown = [];
    for (let i = -5; i < rounds; ++i) {
      const times = [await ask(path, body(`member-${i + 5}`), expected), await ask(path, body(`nobody-${i + 5}`), expected)];
      if (i < 0) continue; // the first ones warm up
      known.push(times[0]);
      unknown.push(times[1]);
    }
    return [median(known), median(unknown)];
  } finally {
    await server.stop();
  }
}

function figure([known, unknown]) {
  return { value: Math.max(known, unknown), unit: 'ms', baseline: Math.min(known, unknown), bar: 1.05, better: 'less' };
}

export const loginTiming = async () => figure(await compare('/api/v1/auth/login', (name) => ({ login: name, password: 'wrong wrong wrong' }), 401));
