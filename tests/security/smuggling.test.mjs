// Request smuggling: whatever two parties could read in two ways is refused with its connection, and what is hidden
// behind it is never answered. Each row's hidden request would be answered 200 if it were read.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Server } from '../support/server.mjs';
import { raw, statuses } from '../support/wire.mjs';

let server;
before(async () => {
  server = await new Server().start();
});
after(() => server.stop());

const hidden = 'GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: smuggled-request\r\n\r\n';
const post = (fields, body, line = 'POST /api/v1/auth/login HTTP/1.1') => `${line}\r\nHost: x\r\nContent-Type: application/json\r\n${fields}\r\n\r\n${body}${hidden}`;
const get = (fields, line = 'GET /health HTTP/1.1') => `${line}\r\nHost: x\r\n${fields}\r\n\r\n${hidden}`;
const chunks = '0\r\n\r\n';

const attacks = {
  'CL.TE': [400, post('Content-Length: 6\r\nTransfer-Encoding: chunked', chunks)],
  'TE.CL': [400, post('Transfer-Encoding: chunked\r\nContent-Length: 4', `5c\r\n${chunks}`)],
  'TE.TE, an unknown coding behind': [400, post('Transfer-Encoding: chunked\r\nTransfer-Encoding: x', chunks)],
  'TE.TE, an unknown coding before': [501, post('Transfer-Encoding: x, chunked', chunks)],
  'TE.TE, chunked twice': [501, post('Transfer-Encoding: chunked, chunked', chunks)],
  'TE: identity': [501, post('Transfer-Encoding: identity', '')],
  'TE: xchunked': [501, post('Transfer-Encoding: xchunked', chunks)],
  'TE with a vertical tab': [400, post('Transfer-Encoding: \x0bchunked', chunks)],
  'TE quoted': [501, post('Transfer-Encoding: "chunked"', chunks)],
  'TE with a blank before its colon': [400, post('Transfer-Encoding : chunked', chunks)],
  'TE behind a blank': [400, get(' Transfer-Encoding: chunked')],
  'TE folded': [400, post('Transfer-Encoding:\r\n chunked', chunks)],
  'TE of HTTP/1.0': [400, post('Transfer-Encoding: chunked', chunks, 'POST /api/v1/auth/login HTTP/1.0')],
  'a fold in any field': [400, get('X: a\r\n b')],
  'CL twice': [400, post('Content-Length: 0\r\nContent-Length: 5', '')],
  'CL twice, the same': [400, post('Content-Length: 0\r\nContent-Length: 0', '')],
  'CL as a list': [400, post('Content-Length: 0, 0', '')],
  'CL with a sign': [400, post('Content-Length: +0', '')],
  'CL below zero': [400, post('Content-Length: -1', '')],
  'CL in hex': [400, post('Content-Length: 0x0', '')],
  'CL with a fraction': [400, post('Content-Length: 0.0', '')],
  'CL with an exponent': [400, post('Content-Length: 0e0', '')],
  'CL empty': [400, post('Content-Length: ', '')],
  'CL beyond 64 bits': [400, post('Content-Length: 18446744073709551616', '')],
  'CL with an underscore': [400, post('Content_Length: 5\r\nContent-Length: 1_0', '')],
  'CL with a blank before its colon': [400, post('Content-Length : 0', '')],
  'bare LF between lines': [400, `GET /health HTTP/1.1\nHost: x\n\n${hidden}`],
  'bare LF in one field': [400, `GET /health HTTP/1.1\r\nHost: x\nX: y\r\n\r\n${hidden}`],
  'bare CR in a field': [400, get('X: a\rContent-Length: 5')],
  'NUL in a field': [400, get('X: a\0b')],
  'a field without a name': [400, get(': x')],
  'a field without a colon': [400, get('Transfer-Encoding')],
  'a name that is no token': [400, get('Content-Length\x00: 5')],
  'a chunk size in hex notation': [400, post('Transfer-Encoding: chunked', `0x0\r\n\r\n`)],
  'a chunk size with a sign': [400, post('Transfer-Encoding: chunked', '+0\r\n\r\n')],
  'a chunk size that is none': [400, post('Transfer-Encoding: chunked', 'z\r\n\r\n')],
  'a chunk size beyond 64 bits': [400, post('Transfer-Encoding: chunked', '10000000000000000\r\n\r\n')],
  'a chunk with a bare LF': [400, post('Transfer-Encoding: chunked', '0\n\n')],
  'a chunk longer than it says': [400, post('Transfer-Encoding: chunked', `1\r\nab\r\n${chunks}`)],
  'a chunk extension with a bare LF': [400, post('Transfer-Encoding: chunked', `0;a\nb\r\n\r\n`)],
  'an endless chunk extension': [400, post('Transfer-Encoding: chunked', `0;${'a'.repeat(100_000)}\r\n\r\n`)],
  'a trailer that is a framing field': [400, post('Transfer-Encoding: chunked', '0\r\nContent-Length: 5\n\r\n')],
  'two hosts': [400, `GET /health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n${hidden}`],
  'no host': [400, `GET /health HTTP/1.1\r\n\r\n${hidden}`],
  'a host of two': [400, `GET /health HTTP/1.1\r\nHost: x, y\r\n\r\n${hidden}`],
  'a host with a path': [400, `GET /health HTTP/1.1\r\nHost: x/y\r\n\r\n${hidden}`],
  'a host with user information': [400, `GET /health HTTP/1.1\r\nHost: a@x\r\n\r\n${hidden}`],
  'an absolute target and another host': [400, `GET http://y/health HTTP/1.1\r\nHost: x\r\n\r\n${hidden}`],
  'CONNECT': [[400, 501], `CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n${hidden}`],
  'a blank in the target': [400, `GET /health /x HTTP/1.1\r\nHost: x\r\n\r\n${hidden}`],
  'a tab for a blank': [400, `GET\t/health HTTP/1.1\r\nHost: x\r\n\r\n${hidden}`],
  'HTTP/0.9': [[400, 505], `GET /health\r\n\r\n${hidden}`],
  'HTTP/1.2': [[400, 505], `GET /health HTTP/1.2\r\nHost: x\r\n\r\n${hidden}`],
  'http in small letters': [[400, 505], `GET /health http/1.1\r\nHost: x\r\n\r\n${hidden}`],
  'HTTP/2 with prior knowledge': [[400, 505], `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${hidden}`],
};

for (const [name, [expected, bytes]] of Object.entries(attacks)) {
  test(`${name}: refused, and the connection with it`, async () => {
    const answer = await raw(server.url, bytes);
    const seen = statuses(answer);
    assert.equal(seen.length, 1, `${seen}: ${answer.slice(0, 400)}`);
    assert.ok([expected].flat().includes(seen[0]), `${seen[0]} instead of ${expected}`);
    assert.match(answer, /\r\nconnection: close\r\n/i);
    assert.doesNotMatch(answer, /smuggled-request/);
  });
}

test('CL.0: a body behind a request that takes none is read as its body, never as a request', async () => {
  // The hidden request is the body; the one that follows is answered as the second.
  const second = 'GET /health HTTP/1.1\r\nHost: x\r\nX-Request-Id: the-second-one\r\nConnection: close\r\n\r\n';
  for (const target of ['/health', '/favicon.svg', '/nothing-here', '/api/v1/nothing']) {
    const answer = await raw(server.url, `GET ${target} HTTP/1.1\r\nHost: x\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}${second}`);
    assert.doesNotMatch(answer, /smuggled-request/, target);
    const seen = statuses(answer);
    // Either the body was read and the second request answered, or the connection ended with the first.
    assert.ok(seen.length === 2 ? /the-second-one/.test(answer) : seen.length === 1 && /connection: close/i.test(answer), `${target}: ${seen}`);
  }
});

test('a sound chunk extension is skipped and the body is whole', async () => {
  const json = '{"login":"nobody","password":"not the one"}';
  const half = json.length >> 1;
  const piece = (text) => `${text.length.toString(16)};ext=1;q="a b"\r\n${text}\r\n`;
  const body = `${piece(json.slice(0, half))}${piece(json.slice(half))}0\r\n\r\n`;
  const answer = await raw(server.url, `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n${body}`);
  assert.deepEqual(statuses(answer), [401]);
});

test('a refused body leaves nothing behind for the next request', async () => {
  // Too large for the route: refused before it is read, so the connection cannot go on.
  const answer = await raw(server.url, `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n${hidden}`);
  assert.deepEqual(statuses(answer), [413]);
  assert.match(answer, /connection: close/i);
});

test('a response is never split by what a client sent', async () => {
  const header = 'X-Request-Id: abc%0d%0aSet-Cookie:%20x=1';
  for (const request of [
    `GET /health HTTP/1.1\r\nHost: x\r\n${header}\r\nConnection: close\r\n\r\n`,
    'GET /nothing%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET /api/v1/tracks/x?token=%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'GET /health HTTP/1.1\r\nHost: x\r\nOrigin: http://x\x85Set-Cookie: x=1\r\nConnection: close\r\n\r\n',
    'GET /health HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1\r\nAccept-Encoding: gzip\x0bSet-Cookie: x=1\r\nConnection: close\r\n\r\n',
  ]) {
    const answer = await raw(server.url, request);
    assert.equal(statuses(answer).length, 1);
    assert.doesNotMatch(answer.split('\r\n\r\n')[0], /\r\nset-cookie: x=1/i, request);
  }
});
