// A way to an object store that a test can spoil:
//
//   pass     as it is
//   slow     every answer a while later, and then in small pieces
//   error    500 InternalError, the store hears nothing
//   refuse   the connection is closed, the store hears nothing
//   cut      the store acts, its answer ends in the middle
//   mute     the store acts, its answer never comes
import { createServer, request as send } from 'node:http';

const fault = '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>';
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function answerSlowly(from, to) {
  await pause(200);
  for await (const piece of from) {
    for (let at = 0; at < piece.length; at += 16 << 10) {
      to.write(piece.subarray(at, at + (16 << 10)));
      await pause(5);
    }
  }
  to.end();
}

async function answerHalf(from, to) {
  const pieces = [];
  for await (const piece of from) pieces.push(piece);
  const body = Buffer.concat(pieces);
  if (body.length < 2) return to.destroy();
  to.flushHeaders();
  to.write(body.subarray(0, body.length >> 1), () => to.destroy());
}

// {url, mode, met, close}: `url` as blobs.url, through this way; `met` counts the requests that met a fault.
export async function faultyStore(url) {
  const endpoint = url.match(/endpoint=([^&]*)/)[1];
  const { hostname, port } = new URL(endpoint);
  const mute = new Set();
  const way = { met: 0 };
  let mode = 'pass';
  const server = createServer((req, res) => {
    const now = mode;
    if (now !== 'pass') ++way.met;
    if (now === 'refuse') return req.destroy();
    if (now === 'error') {
      req.resume();
      res.writeHead(500, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(fault) });
      return res.end(req.method === 'HEAD' ? undefined : fault);
    }
    const onward = send({ host: hostname, port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
      if (now === 'mute') {
        answer.resume();
        return mode === 'mute' ? mute.add(req.socket) : req.destroy();
      }
      res.writeHead(answer.statusCode, answer.headers);
      if (now === 'cut') return answerHalf(answer, res).catch(() => res.destroy());
      if (now === 'slow') return answerSlowly(answer, res).catch(() => res.destroy());
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.on('error', () => onward.destroy());
    req.pipe(onward);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return Object.assign(way, {
    url: url.replace(endpoint, `http://127.0.0.1:${server.address().port}`),
    spoil(next) {
      mode = next;
      for (const socket of mute) socket.destroy();
      mute.clear();
    },
    close: () => (server.closeAllConnections(), new Promise((done) => server.close(done))),
  });
}
