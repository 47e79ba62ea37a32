// A site's letters, which it writes into a folder: {env} for the site, and what was written to somebody.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { until } from '../support/server.mjs';

// RFC 2045 section 6.7.
function decoded(text) {
  const bytes = text.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export class Mailbox {
  constructor(folder) {
    this.folder = folder;
    this.read = new Set();
    this.env = { VEZA_MAIL_URL: `folder:${folder}`, VEZA_MAIL_FROM: 'Veza <veza@example.org>' };
  }

  // Waits for a letter to `address` that was not read before: {subject, text}.
  async next(address) {
    return until(`a letter to ${address}`, () => {
      for (const name of existsSync(this.folder) ? readdirSync(this.folder).sort() : []) {
        if (!name.endsWith('.eml') || this.read.has(name)) continue;
        const letter = readFileSync(join(this.folder, name), 'latin1');
        if (!new RegExp(`^To: .*${address.replace(/[.+]/g, '\\$&')}`, 'm').test(letter)) continue;
        this.read.add(name);
        return { subject: /^Subject: (.*)$/m.exec(letter)?.[1] ?? '', text: decoded(letter) };
      }
      return undefined;
    });
  }

  // The path and fragment of the link to `page` in the next letter to `address`.
  async link(address, page) {
    const { text } = await this.next(address);
    const found = new RegExp(`https?://[^\\s"/]+(${page}#[\\w.~=&%-]+)`).exec(text);
    if (!found) throw new Error(`no link to ${page} in: ${text}`);
    return found[1];
  }
}
