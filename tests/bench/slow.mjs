// What others wait while a thousand clients dawdle.
import { site } from './site.mjs';
import { open } from '../support/wire.mjs';

const dawdling = 1_000;
const requests = 2_000;

// The 99th percentile of small requests, four under way at a time, beside 1 000 heads that never end and get a byte a
// second: milliseconds.
export async function slowClients() {
  const server = await site({ env: { VEZA_HTTP_HEAD_TIMEOUT_MS: '600000', VEZA_HTTP_MAX_CONNECTIONS_PER_IP: '5000', VEZA_LOG_REQUESTS: 'off' } }).start();
  const lines = [];
  let timer;
  try {
    const { access_token: token } = await server.setup();
    while (lines.length < dawdling) lines.push(...(await Promise.all(Array.from({ length: 100 }, () => open(server.url)))));
    for (const { socket } of lines) socket.write('GET /health HTTP/1.1\r\nHost: x\r\nX: ');
    timer = setInterval(() => lines.forEach(({ socket }) => socket.write('y')), 1_000);
    const times = [];
    const worker = async () => {
      while (times.length < requests) {
        const begun = process.hrtime.bigint();
        const { status } = await server.api('/api/v1/auth/me', { token });
        times.push(Number(process.hrtime.bigint() - begun) / 1e6);
        if (status !== 200) throw new Error(`answered ${status}`);
      }
    };
    await Promise.all(Array.from({ length: 4 }, worker));
    if (lines.some(({ socket }) => socket.destroyed)) throw new Error('a slow client was cut while it was measured');
    times.sort((a, b) => a - b);
    return { value: times[Math.floor(times.length * 0.99)], unit: 'ms', bar: 100, better: 'less' };
  } finally {
    clearInterval(timer);
    lines.forEach(({ socket }) => socket.destroy());
    await server.stop();
  }
}
