// An object store of its own on loopback: npm's s3rver in a scratch folder, with a bucket made. s3rver takes any V4
// signature, so what S3 refuses is refused by a front of ours: wrong or missing signatures, bodies that are not what
// their hash says, old dates, another region; and what it does not know: If-Match, ranges of nothing.
//
// VEZA_TEST_S3_URL         s3://veza-test?endpoint=http://127.0.0.1:PORT&region=eu-test-1
// VEZA_TEST_S3_ACCESS_KEY  VEZA_TEST_S3_SECRET_KEY
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request as send } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bucket = 'veza-test';
const region = 'eu-test-1';
const accessKey = 'S3RVER'; // s3rver's own: it looks them up
const secretKey = 'S3RVER';
const latest = 15 * 60_000;

class Refusal extends Error {
  constructor(status, code, message, more = '') {
    super(message);
    Object.assign(this, { status, code, more });
  }
}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');
const hmac = (key, data) => createHmac('sha256', key).update(data).digest();
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

// "20130524T000000Z" → milliseconds; NaN for another form.
function timeOf(text = '') {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

// Where the proof stands: in the Authorization field, or in the query of a presigned URL.
function proofOf(req, query) {
  if (query.has('X-Amz-Signature')) {
    return {
      credential: query.get('X-Amz-Credential'),
      names: query.get('X-Amz-SignedHeaders'),
      signature: query.get('X-Amz-Signature'),
      date: query.get('X-Amz-Date'),
      expires: Number(query.get('X-Amz-Expires')) * 1000,
      payload: 'UNSIGNED-PAYLOAD',
    };
  }
  const [, credential, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(req.headers.authorization ?? '') ?? [];
  if (!credential) throw new Refusal(403, 'AccessDenied', 'Access Denied');
  return { credential, names, signature, date: req.headers['x-amz-date'], payload: req.headers['x-amz-content-sha256'] };
}

// Amazon S3 API Reference, "Signature Calculations".
function checkSignature(req, url, proof) {
  const [key, day, where, service, end] = proof.credential.split('/');
  if (key !== accessKey) throw new Refusal(403, 'InvalidAccessKeyId', 'The access key does not exist.');
  if (where !== region) {
    throw new Refusal(400, 'AuthorizationHeaderMalformed', `The region '${where}' is wrong`, `<Region>${region}</Region>`);
  }
  const at = timeOf(proof.date);
  if (!(Math.abs(Date.now() - at) <= latest) && proof.expires === undefined) {
    throw new Refusal(403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.');
  }
  if (proof.expires !== undefined && !(Date.now() <= at + proof.expires)) throw new Refusal(403, 'AccessDenied', 'Request has expired');
  const names = proof.names.split(';');
  const must = ['host', ...Object.keys(req.headers).filter((name) => name.startsWith('x-amz-'))];
  if (!must.every((name) => names.includes(name)) || String(names) !== String([...names].sort())) {
    throw new Refusal(403, 'AccessDenied', 'There were headers present in the request which were not signed');
  }
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const headers = names.map((name) => `${name}:${(req.headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`).join('');
  const path = decodeURIComponent(url.pathname).split('/').map(encode).join('/');
  const canonical = [req.method, path, query, headers, proof.names, proof.payload].join('\n');
  const scope = [day, where, service, end].join('/');
  const signing = [day, where, service, end].reduce(hmac, `AWS4${secretKey}`);
  const wanted = hmac(signing, ['AWS4-HMAC-SHA256', proof.date, scope, sha256(canonical)].join('\n')).toString('hex');
  if (service !== 's3' || end !== 'aws4_request' || !timingSafeEqual(Buffer.from(wanted), Buffer.from(proof.signature.padEnd(64).slice(0, 64)))) {
    throw new Refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the one provided.');
  }
}

function checkBody(req, body, proof) {
  if (proof.payload !== 'UNSIGNED-PAYLOAD' && proof.payload !== sha256(body)) {
    throw new Refusal(400, 'XAmzContentSHA256Mismatch', 'The provided x-amz-content-sha256 does not match.');
  }
  const md5 = req.headers['content-md5'];
  if (md5 && md5 !== createHash('md5').update(body).digest('base64')) {
    throw new Refusal(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}

// What s3rver does not know, or never answers.
function checkConditions(req, { etag, 'content-length': length }) {
  if (req.headers['if-match'] && req.headers['if-match'] !== etag) {
    throw new Refusal(412, 'PreconditionFailed', 'At least one of the preconditions you specified did not hold.');
  }
  if (req.headers.range && length === '0') throw new Refusal(416, 'InvalidRange', 'The requested range is not satisfiable');
}

function refuse(req, res, error) {
  const { status = 500, code = 'InternalError', message, more = '' } = error;
  const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`;
  res.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) });
  res.end(req.method === 'HEAD' ? undefined : xml);
}

// A server that checks each request and passes it on to `port`.
function front(port) {
  const agent = new Agent({ keepAlive: true });
  const ask = (method, path, headers, body) =>
    new Promise((done, fail) => {
      const request = send({ port, host: '127.0.0.1', method, path, headers, agent }, done);
      request.on('error', fail);
      request.end(body);
    });
  return createServer(async (req, res) => {
    try {
      const pieces = [];
      for await (const piece of req) pieces.push(piece);
      const body = Buffer.concat(pieces);
      const url = new URL(req.url, 'http://front');
      const proof = proofOf(req, url.searchParams);
      checkSignature(req, url, proof);
      checkBody(req, body, proof);
      if (req.method === 'GET' && (req.headers['if-match'] || req.headers.range)) {
        const now = await ask('HEAD', url.pathname, { host: req.headers.host });
        now.resume();
        if (now.statusCode === 200) checkConditions(req, now.headers);
      }
      const answer = await ask(req.method, req.url, req.headers, body);
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    } catch (error) {
      refuse(req, res, error);
    }
  });
}

export async function start() {
  const S3rver = createRequire(import.meta.url)('s3rver');
  const directory = mkdtempSync(join(tmpdir(), 'veza-s3-'));
  const store = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets: [{ name: bucket }] });
  const { port } = await store.run();
  const server = front(port);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  return {
    env: {
      VEZA_TEST_S3_URL: `s3://${bucket}?endpoint=${endpoint}&region=${region}`,
      VEZA_TEST_S3_ACCESS_KEY: accessKey,
      VEZA_TEST_S3_SECRET_KEY: secretKey,
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
