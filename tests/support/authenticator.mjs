// A passkey's authenticator with the browser before it, and an authenticator app: what a server sees of them.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest();
const base64url = (data) => Buffer.from(data).toString('base64url');

// The heads of RFC 8949, section 3: enough for what authenticators write.
function head(major, number) {
  if (number < 24) return Buffer.from([(major << 5) | number]);
  if (number < 256) return Buffer.from([(major << 5) | 24, number]);
  return Buffer.from([(major << 5) | 25, number >> 8, number & 255]);
}
function cbor(value) {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)]);
}

const kinds = {
  '-7': {
    make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    key: ({ x, y }) => [[1, 2], [3, -7], [-1, 1], [-2, Buffer.from(x, 'base64url')], [-3, Buffer.from(y, 'base64url')]],
    sign: (data, key) => sign('sha256', data, key),
  },
  '-257': {
    make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    key: ({ n, e }) => [[1, 3], [3, -257], [-1, Buffer.from(n, 'base64url')], [-2, Buffer.from(e, 'base64url')]],
    sign: (data, key) => sign('sha256', data, key),
  },
  '-8': {
    make: () => generateKeyPairSync('ed25519'),
    key: ({ x }) => [[1, 1], [3, -8], [-1, 6], [-2, Buffer.from(x, 'base64url')]],
    sign: (data, key) => sign(null, data, key),
  },
};

const PRESENT = 1;
const VERIFIED = 4;
const ATTESTED = 64;

export class Authenticator {
  // ES256 is -7, RS256 -257, EdDSA -8. `counter` grows with each use unless it is 0.
  constructor(algorithm, { counter = 0, verified = true } = {}) {
    this.kind = kinds[algorithm];
    this.keys = this.kind.make();
    this.id = randomBytes(32);
    this.counter = counter;
    this.flags = PRESENT | (verified ? VERIFIED : 0);
  }

  #answer(type, rpId, challenge, origin, flags, more = Buffer.alloc(0)) {
    const clientData = Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
    const fixed = Buffer.alloc(5);
    fixed[0] = flags;
    if (this.counter > 0) this.counter += 1;
    fixed.writeUInt32BE(this.counter, 1);
    return { clientData, data: Buffer.concat([sha256(rpId), fixed, more]) };
  }

  #credential(clientData, response) {
    const id = base64url(this.id);
    return { id, rawId: id, type: 'public-key', response: { clientDataJSON: base64url(clientData), ...response }, clientExtensionResults: {} };
  }

  // navigator.credentials.create(), as JSON.
  create(options, origin) {
    this.user = options.user.id;
    const key = cbor(new Map(this.kind.key(this.keys.publicKey.export({ format: 'jwk' }))));
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, key]);
    const { clientData, data } = this.#answer('webauthn.create', options.rp.id, options.challenge, origin, this.flags | ATTESTED, attested);
    const object = cbor(new Map([['fmt', 'none'], ['attStmt', new Map()], ['authData', data]]));
    return this.#credential(clientData, { attestationObject: base64url(object), transports: ['internal'] });
  }

  // navigator.credentials.get(), as JSON.
  get(options, origin, { challenge = options.challenge, rpId = options.rpId, user = this.user } = {}) {
    const { clientData, data } = this.#answer('webauthn.get', rpId, challenge, origin, this.flags);
    const signature = this.kind.sign(Buffer.concat([data, sha256(clientData)]), this.keys.privateKey);
    return this.#credential(clientData, { authenticatorData: base64url(data), signature: base64url(signature), userHandle: user });
  }
}

export const totpStep = () => Math.floor(Date.now() / 30_000);

// RFC 6238: the code of a time step for a secret in base32.
export function totp(secret, step = totpStep()) {
  const bits = [...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac[19] & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
