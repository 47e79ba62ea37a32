// Bytes as an attacker writes them: no client library between that would mend them.
import { connect } from 'node:net';

const address = (url) => {
  const { hostname, port } = new URL(url);
  return [Number(port), hostname.replace(/^\[|\]$/g, '')];
};

// Sends bytes; gives everything that came until the server closed, or `silent` milliseconds after the last byte.
export function raw(url, bytes, { silent = 20_000 } = {}) {
  return new Promise((done, fail) => {
    const parts = [];
    const text = () => Buffer.concat(parts).toString('latin1');
    const socket = connect(...address(url), () => socket.write(bytes));
    socket.setTimeout(silent, () => {
      socket.destroy();
      done(text());
    });
    socket.on('data', (data) => parts.push(data));
    socket.on('error', (error) => (['ECONNRESET', 'EPIPE'].includes(error.code) ? done(text()) : fail(error)));
    socket.on('end', () => {
      socket.end();
      done(text());
    });
  });
}

export const statuses = (answer) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));

// A connection that stays open; `closed` settles when the other side ends it.
export function open(url) {
  return new Promise((done, fail) => {
    const socket = connect(...address(url));
    const line = { socket, text: '' };
    line.closed = new Promise((end) => socket.once('close', () => end(line.text)));
    socket.on('data', (data) => (line.text += data.toString('latin1')));
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.on('error', () => {});
      done(line);
    });
    socket.once('error', fail);
  });
}
