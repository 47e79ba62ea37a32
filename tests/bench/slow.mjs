// What others wait while a thousand clients dawdle.
import { open } from '../support/wire.mjs';
import { exec } from './peers.mjs';
import { site } from './site.mjs';

const dawdling = 1_000;
const factors = { us: 0.001, ms: 1, s: 1000 };

// wrk's 99th percentile over four connections, milliseconds.
async function percentile99(url, token) {
  const { stdout } = await exec('wrk', ['-t1', '-c4', '-d5s', '--latency', '-H', `Authorization: Bearer ${token}`, url]);
  if (/Non-2xx/.test(stdout)) throw new Error(`refused answers: ${stdout}`);
  const [, number, unit] = stdout.match(/99%\s+([\d.]+)(us|ms|s)/);
  return Number(number) * factors[unit];
}

// The 99th percentile of small requests beside 1 000 heads that never end and get a byte a second. The best of three, as
// another program's moment is not the server's.
export async function slowClients() {
  const env = { VEZA_HTTP_HEAD_TIMEOUT_MS: '600000', VEZA_HTTP_MAX_CONNECTIONS_PER_IP: '5000', VEZA_LOG_REQUESTS: 'off' };
  const server = await site({ env }).start();
  const lines = [];
  let timer;
  try {
    const { access_token: token } = await server.setup();
    while (lines.length < dawdling) lines.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server.url)))));
    for (const { socket } of lines) socket.write('GET /health HTTP/1.1\r\nHost: x\r\nX: ');
    timer = setInterval(() => lines.forEach(({ socket }) => socket.write('y')), 1_000);
    let value = Infinity;
    for (let i = 0; i < 3; ++i) value = Math.min(value, await percentile99(`${server.url}/api/v1/auth/me`, token));
    if (lines.some(({ socket }) => socket.destroyed)) throw new Error('a slow client was cut while it was measured');
    return { value, unit: 'ms', bar: 100, better: 'less' };
  } finally {
    clearInterval(timer);
    lines.forEach(({ socket }) => socket.destroy());
    await server.stop();
  }
}
