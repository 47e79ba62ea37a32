// A real OpenID provider (npm oidc-provider) on loopback, and small stand-ins for providers without OpenID Connect that
// fail when told to. And a browser as far as redirects and cookies go.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

async function listen(handler) {
  const server = createServer((request, response) => handler(request, response));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections(); }) };
}

export const signingKey = (alg) => {
  const [type, options] = { RS256: ['rsa', { modulusLength: 2048 }], ES256: ['ec', { namedCurve: 'P-256' }], EdDSA: ['ed25519', {}] }[alg];
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg, use: 'sig' };
};

// People sign in there with any name and password; `people[name]` are their claims.
export class OpenIdProvider {
  people = {};
  alg = 'RS256';

  async start() {
    const place = await listen((request, response) => this.handle(request, response));
    Object.assign(this, { issuer: place.url, stop: place.stop });
    return this;
  }

  // With which site it works, and new keys: what was begun before goes on with those.
  serve(site = this.site) {
    this.site = site;
    const provider = new Provider(this.issuer, {
      clients: [{
        client_id: 'veza', client_secret: 'a secret: with/odd+characters', grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${site}/api/v1/auth/oauth/ours/callback`], response_types: ['code'],
        post_logout_redirect_uris: [`${site}/`], id_token_signed_response_alg: this.alg,
      }],
      jwks: { keys: [signingKey(this.alg), ...(this.alg === 'RS256' ? [] : [signingKey('RS256')])] },
      pkce: { required: () => true, methods: ['S256'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username', 'groups'] },
      cookies: { keys: ['a test'] },
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
      features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      findAccount: (context, sub) => ({ accountId: sub, claims: () => ({ sub, ...this.people[sub] }) }),
    });
    this.handle = provider.callback();
    return this;
  }
}

// GitHub, Discord or Spotify as far as signing in goes. `fault` is what goes wrong next: 'slow', 'error500', 'refuses'.
export class StandIn {
  fault = '';
  user = {};
  emails = [];
  codes = new Set();
  asked = [];

  async start() {
    const place = await listen((request, response) => this.answer(request, response));
    Object.assign(this, { url: place.url, stop: place.stop });
    return this;
  }

  // A code as its page of consent gives one.
  code() {
    const code = randomUUID();
    this.codes.add(code);
    return code;
  }

  settings(kind) {
    return {
      id: kind, kind, client_id: 'veza', client_secret: 'hush',
      authorize_url: `${this.url}/authorize`, token_url: `${this.url}/token`, user_url: `${this.url}/user`,
      ...(kind === 'github' ? { emails_url: `${this.url}/emails` } : {}),
    };
  }

  async answer(request, response) {
    const path = new URL(request.url, this.url).pathname;
    let body = '';
    for await (const part of request) body += part;
    this.asked.push(path);
    const say = (status, json) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (this.fault === 'slow') return; // until the site gives up
    if (this.fault === 'error500') return response.writeHead(500).end('a page that is no JSON');
    if (path === '/token') {
      const form = new URLSearchParams(body);
      const good = this.fault !== 'refuses' && this.codes.delete(form.get('code')) && form.get('code_verifier')?.length === 43 && form.get('client_secret') === 'hush';
      return good ? say(200, { access_token: 'token', token_type: 'bearer' }) : say(400, { error: 'invalid_grant' });
    }
    if (request.headers.authorization !== 'Bearer token') return say(401, {});
    return path === '/user' ? say(200, this.user) : path === '/emails' ? say(200, this.emails) : say(404, {});
  }
}

export class Browser {
  cookies = new Map();

  // One request; redirects are for follow().
  async go(url, { method = 'GET', form, json, headers = {} } = {}) {
    const response = await fetch(url, {
      method, redirect: 'manual',
      body: form ? new URLSearchParams(form) : json ? JSON.stringify(json) : undefined,
      headers: {
        ...(this.cookies.size ? { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(json ? { 'content-type': 'application/json' } : {}), ...headers,
      },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return { status: response.status, url, location: location ? new URL(location, url).href : null, headers: response.headers, text: await response.text() };
  }

  // Redirects until there is a page, or one leads to where `stop` says.
  async follow(url, stop = () => false) {
    let at = await this.go(url);
    while (at.location && !stop(at.location)) at = await this.go(at.location);
    return at;
  }

  // Through the provider's pages, as the person: the address it sends the browser back to.
  async consent(authorizeUrl, person, site) {
    const back = (location) => location.startsWith(`${site}/`);
    let at = await this.follow(authorizeUrl, back);
    for (let page = 0; page < 4 && !(at.location && back(at.location)); page += 1) {
      const action = at.text.match(/<form[^>]*action="([^"]+)"/)[1];
      const prompt = at.text.match(/name="prompt" value="([^"]+)"/)[1];
      const form = prompt === 'login' ? { prompt, login: person, password: 'any' } : { prompt };
      at = await this.go(new URL(action, at.url).href, { method: 'POST', form });
      if (at.location && !back(at.location)) at = await this.follow(at.location, back);
    }
    return at.location;
  }
}
