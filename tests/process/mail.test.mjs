// How mail leaves a site: by SMTP with a checked certificate, again and again while the server is away, not at all when
// it is refused for good.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { rows } from '../support/data.mjs';
import { certificate, mailsIn, readMail, smtpServer } from '../support/mail.mjs';
import { Server, run, scratch, until } from '../support/server.mjs';

let folder, tls, other;
const running = [];
before(() => {
  folder = scratch();
  for (const name of ['good', 'other']) mkdirSync(join(folder, name));
  tls = certificate(join(folder, 'good'), 'localhost');
  other = certificate(join(folder, 'other'), 'mail.example.org');
});
after(async () => {
  await Promise.all(running.map((one) => (one.stop ?? one.close).call(one)));
  rmSync(folder, { recursive: true, force: true });
});

async function smtp(options) {
  const server = await smtpServer(options);
  running.push(server);
  return server;
}
async function site(url, env = {}) {
  const settings = { VEZA_MAIL_URL: url, VEZA_MAIL_FROM: 'Our Músic <hello@music.example>', VEZA_MAIL_CA_FILE: tls.ca, VEZA_SITE_NAME: 'Our Music', ...env };
  const server = await new Server({ env: settings }).start();
  running.push(server);
  return server;
}
const jobs = (server) => rows(server.data, "SELECT state, attempts, last_error, payload FROM jobs WHERE kind = 'host.mail.send'");
const letters = (server) => rows(server.data, 'SELECT id FROM mail_letters');

test('STARTTLS, a password, and the mail arrives as it was written; nothing of it stays', async () => {
  const mailbox = await smtp({ tls });
  const server = await site(`smtp://me%40music.example:p%3ass@localhost:${mailbox.port}`);
  await server.register('anna');
  const mail = await until('the mail came', () => mailbox.taken[0]);
  assert.equal(mail.secure, true);
  assert.equal(mail.user, 'me@music.example:p:ss');
  assert.equal(mail.from, 'hello@music.example');
  assert.deepEqual(mail.to, ['anna@example.org']);
  const read = readMail(mail.source);
  assert.equal(read.from, 'Our Músic <hello@music.example>');
  assert.equal(read.subject, 'Confirm your e-mail address for Our Music');
  assert.match(read.text, /Hello anna,/);
  assert.match(read.html, /href="http[^"]*\/verify-email#/);
  await until('the job is done', async () => (await jobs(server))[0].state === 'done');
  assert.deepEqual(await letters(server), []);
  assert.ok(!server.log.includes('p:ss') && !server.log.includes(read.token), 'neither password nor key is in the log');
  assert.ok(!(await jobs(server))[0].payload.includes(read.token), 'the key is in no job');
});

test('TLS from the first byte', async () => {
  const mailbox = await smtp({ tls, options: { secure: true } });
  const server = await site(`smtps://localhost:${mailbox.port}`);
  await server.register('anna');
  const mail = await until('the mail came', () => mailbox.taken[0]);
  assert.equal(mail.secure, true);
});

test('a certificate of nobody we trust, or for another name, or no TLS at all: not a word of the mail is said', async () => {
  const refused = async (mailbox, scheme, ca, says) => {
    const { code, stderr } = await run(['mail', 'test', 'anna@example.org'], {
      cwd: folder,
      env: { VEZA_MAIL_URL: `${scheme}://me:secret@localhost:${mailbox.port}`, VEZA_MAIL_FROM: 'hello@music.example', VEZA_MAIL_CA_FILE: ca },
    });
    assert.equal(code, 1, stderr);
    assert.match(stderr, says);
    assert.ok(!stderr.includes('secret'));
    assert.deepEqual(mailbox.taken, []);
  };
  for (const [scheme, options] of [['smtp', {}], ['smtps', { secure: true }]]) {
    await refused(await smtp({ tls, options }), scheme, '', /mail\.ca_file/);
    await refused(await smtp({ tls, options }), scheme, other.ca, /certificate/);
    await refused(await smtp({ tls: other, options }), scheme, other.ca, /certificate/);
    await refused(await smtp({ tls, options: { ...options, maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } }), scheme, tls.ca, /TLS/);
  }
  await refused(await smtp(), 'smtp', tls.ca, /STARTTLS/);
});

test('veza mail test sends one, or says what to mend', async () => {
  const mailbox = await smtp({ tls });
  const env = { VEZA_MAIL_URL: `smtp://me:secret@localhost:${mailbox.port}`, VEZA_MAIL_FROM: 'hello@music.example', VEZA_MAIL_CA_FILE: tls.ca };
  const sent = await run(['mail', 'test', 'anna@example.org'], { cwd: folder, env });
  assert.equal(sent.code, 0, sent.stderr);
  assert.match(sent.stdout, /Sent to anna@example\.org by the mail server localhost:\d+ \(STARTTLS\)/);
  assert.match(mailbox.taken[0].source, /veza mail test/);
  mailbox.refuse.AUTH = 535;
  const wrong = await run(['mail', 'test', 'anna@example.org'], { cwd: folder, env });
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /does not take the user and password of mail\.url/);
  assert.ok(!wrong.stderr.includes('secret'));
  for (const [words, settings, status, says] of [
    [['test'], env, 64, /veza mail test ADDRESS/],
    [['test', 'anna'], env, 64, /no e-mail address/],
    [['test', 'a@b.org\r\nBcc: c@d.org'], env, 64, /no e-mail address/],
    [['test', 'anna@example.org'], {}, 78, /mail\.url is empty/],
    [['test', 'anna@example.org'], { ...env, VEZA_MAIL_URL: 'smtp://me:secret@mail.example.org?tls=off' }, 78, /mail\.url: .*everybody on the way/],
    [['test', 'anna@example.org'], { ...env, VEZA_MAIL_FROM: '' }, 78, /mail\.from/],
    [['test', 'anna@example.org'], { ...env, VEZA_MAIL_URL: 'smtp://localhost:1' }, 1, /cannot be reached/],
  ]) {
    const answer = await run(['mail', ...words], { cwd: folder, env: settings });
    assert.equal(answer.code, status, `${words}: ${answer.stderr}`);
    assert.match(answer.stderr, says);
    assert.ok(!answer.stderr.includes('secret'));
  }
});

test('a mail server that is away gets the mail when it is back', async () => {
  const before = await smtpServer();
  const { port } = before;
  await before.close();
  const server = await site(`smtp://localhost:${port}?tls=off`);
  await server.register('anna');
  await until('it was tried', async () => (await jobs(server))[0]?.last_error);
  assert.match((await jobs(server))[0].last_error, /cannot be reached/);
  const mailbox = await smtp({ port });
  const mail = await until('the mail came', () => mailbox.taken[0]);
  assert.deepEqual(mail.to, ['anna@example.org']);
  await until('the job is done', async () => (await jobs(server))[0].state === 'done');
  assert.equal(mailbox.taken.length, 1);
});

test('a passing refusal is tried again, one for good ends it', async () => {
  for (const stage of ['RCPT', 'DATA']) {
    const mailbox = await smtp({ refuse: { [stage]: 451 } });
    const server = await site(`smtp://127.0.0.1:${mailbox.port}?tls=off`);
    await server.register('anna');
    await until(`it was refused at ${stage}`, async () => (await jobs(server))[0]?.last_error);
    mailbox.refuse[stage] = 0;
    await until('the mail came', () => mailbox.taken[0]);
    mailbox.refuse[stage] = 550;
    await server.register('boris');
    await until('the job failed', async () => (await jobs(server)).some((job) => job.state === 'failed'));
    const job = (await jobs(server)).find((one) => one.state === 'failed');
    assert.equal(job.attempts, 1);
    assert.match(job.last_error, /refused the mail/);
    assert.deepEqual(await letters(server), [], 'what it said is gone');
    assert.equal(mailbox.taken.length, 1);
  }
});

test('a wrong password of the site waits for whoever mends it', async () => {
  const mailbox = await smtp({ tls, refuse: { AUTH: 535 } });
  const server = await site(`smtp://me:secret@localhost:${mailbox.port}`);
  await server.register('anna');
  await until('it was tried', async () => (await jobs(server))[0]?.last_error);
  assert.notEqual((await jobs(server))[0].state, 'failed');
  assert.ok(!JSON.stringify(await jobs(server)).includes('secret') && !server.log.includes('secret'));
  mailbox.refuse.AUTH = 0;
  await until('the mail came', () => mailbox.taken[0]);
});

test('veza doctor says how mail stands', async () => {
  const mailbox = await smtp({ tls });
  const server = await new Server().start();
  running.push(server);
  const doctor = async (env) => {
    const { stdout } = await run(['doctor', '--data', server.data], { cwd: server.data, env });
    return stdout.split('\n').find((line) => / mail: /.test(line));
  };
  const from = { VEZA_MAIL_FROM: 'hello@music.example', VEZA_MAIL_CA_FILE: tls.ca };
  assert.match(await doctor({}), /ok +mail: the site sends none/);
  assert.match(await doctor({ ...from, VEZA_MAIL_URL: `smtp://localhost:${mailbox.port}` }), /ok +mail: the mail server/);
  assert.match(await doctor({ ...from, VEZA_MAIL_URL: 'smtp://localhost:1' }), /FAULT +mail: .*cannot be reached/);
  assert.deepEqual(mailbox.taken, [], 'looking sends nothing');
});

test('a folder gets every mail as a file', async () => {
  const mails = join(folder, 'mails');
  const server = await site(`folder:${mails}`);
  await server.register('anna');
  await until('the mail came', () => mailsIn(mails)[0]);
  assert.equal(mailsIn(mails)[0].to, 'anna@example.org');
});
