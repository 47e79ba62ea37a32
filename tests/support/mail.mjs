// Mails that a site sent: out of its folder, or by a mail server of the test's own.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { SMTPServer } from 'smtp-server';

import { until } from './server.mjs';

const unquote = (text) => {
  const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
};
const header = (head, name) => head.match(new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'mi'))?.[1].replace(/\r\n/g, '');
// Blanks between two encoded words do not count (RFC 2047 section 6.2).
const words = (text) =>
  text?.replace(/\?=\s+=\?/g, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, encoded) => Buffer.from(encoded, 'base64').toString('utf8'));

// {to, from, subject, messageId, text, html, link, token} of one mail as it travels; text and html as a reader shows them.
export function readMail(source) {
  const end = source.indexOf('\r\n\r\n');
  const head = source.slice(0, end + 2);
  const boundary = header(head, 'Content-Type').match(/boundary="?([^";]+)/)[1];
  const bodies = {};
  for (const part of source.slice(end).split(`--${boundary}`)) {
    const at = part.indexOf('\r\n\r\n');
    const type = header(part.slice(0, at + 2), 'Content-Type');
    if (type) bodies[type.split(';')[0]] = unquote(part.slice(at + 4)).trimEnd();
  }
  const text = bodies['text/plain'];
  const link = text.match(/https?:\/\/\S+#\S+/)?.[0];
  return {
    head,
    to: header(head, 'To').replace(/[<>]/g, ''),
    from: words(header(head, 'From')),
    subject: words(header(head, 'Subject')),
    messageId: header(head, 'Message-ID'),
    text,
    html: bodies['text/html'],
    link,
    token: link?.split('#')[1],
  };
}

// The mails in a folder, oldest first.
export function mailsIn(folder) {
  let names = [];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  return names.filter((name) => name.endsWith('.eml')).sort().map((name) => readMail(readFileSync(join(folder, name), 'utf8')));
}

// Waits for the `count`th mail to an address whose subject fits.
export const mailTo = (folder, to, subject, count = 1) =>
  until(`mail ${count} to ${to} about ${subject}`, () => mailsIn(folder).filter((mail) => mail.to === to && subject.test(mail.subject))[count - 1]);

// An authority of the test's own and a certificate by it for `name`: {ca, key, cert} are files in `folder`.
export function certificate(folder, name) {
  const file = (end) => join(folder, `${name}.${end}`);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-days', '1', '-subj', '/CN=Test authority', '-keyout', file('ca.key'), '-out', file('ca.pem'));
  openssl('req', ...key, '-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', file('key'), '-out', file('csr'));
  openssl('x509', '-req', '-in', file('csr'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-days', '1', '-copy_extensions', 'copy', '-out', file('pem'));
  return { ca: file('ca.pem'), key: file('key'), cert: file('pem') };
}

// A mail server on loopback. `taken`: what it took, {from, to, secure, user, source}. `refuse`: {MAIL, RCPT, DATA, AUTH: status}
// are answered so.
export async function smtpServer({ port = 0, tls, options = {}, refuse = {} } = {}) {
  const taken = [];
  const no = (stage) => (refuse[stage] ? Object.assign(new Error(`not this at ${stage}`), { responseCode: refuse[stage] }) : null);
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    ...(tls ? { key: readFileSync(tls.key), cert: readFileSync(tls.cert) } : { disabledCommands: ['STARTTLS'] }),
    onAuth: (auth, session, done) => done(no('AUTH'), { user: `${auth.username}:${auth.password}` }),
    onMailFrom: (address, session, done) => done(no('MAIL')),
    onRcptTo: (address, session, done) => done(no('RCPT')),
    onData: (stream, session, done) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => {
        const refused = no('DATA');
        if (!refused) {
          taken.push({
            from: session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map((one) => one.address),
            secure: session.secure,
            user: session.user,
            source: Buffer.concat(chunks).toString('utf8'),
          });
        }
        done(refused);
      });
    },
    ...options,
  });
  server.on('error', () => {}); // a client that breaks off, as one does that does not trust the certificate
  await new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  return { taken, refuse, port: server.server.address().port, close: () => new Promise((done) => server.close(done)) };
}
