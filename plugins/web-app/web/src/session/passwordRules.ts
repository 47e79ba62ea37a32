/**
 * The server's rules for passwords (NIST SP 800-63B: length and guessability, no demands on kinds of characters), as
 * far as they can be told while somebody types. Its list of common passwords stays with it.
 */
export const PASSWORD_LENGTH = 10;

/** Whose password it is to be: it must not be made of these. */
export interface About {
  username?: string;
  email?: string;
}

const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "0123456789",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "azertyuiop",
  "qsdfghjklm",
  "wxcvbn",
  "qwertzuiop",
  "yxcvbnm",
  "1234567890",
];

export const isLongEnough = (password: string) => [...password].length >= PASSWORD_LENGTH;

/** "abcabcabcabc": one short piece again and again, or two equal halves. */
function isRepeated(text: string): boolean {
  for (let piece = 1; piece <= 4 && piece * 2 <= text.length; piece++) {
    if ([...text].every((_, at) => at < piece || text[at] === text[at - piece])) return true;
  }
  const half = text.length / 2;
  return text.length >= 8 && text.slice(0, half) === text.slice(half);
}

/** How many characters at the beginning are neighbours in one direction of `row`, around its ends. */
function runLength(text: string, row: string): number {
  const lengths = [1, -1].map((step) => {
    let length = 1;
    while (length < text.length) {
      const at = row.indexOf(text.charAt(length - 1));
      if (at < 0 || row[(at + step + row.length) % row.length] !== text[length]) break;
      length++;
    }
    return length;
  });
  return Math.max(...lengths);
}

/** Made of runs of neighbours in the alphabet, the digits or a keyboard row, with two other characters at most. */
export function isPattern(password: string): boolean {
  const text = password.toLowerCase();
  if (isRepeated(text)) return true;
  let outside = 0;
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const other = [...rest].findIndex((character) => character !== rest[0]);
    const same = other < 0 ? rest.length : other;
    const run = Math.max(same, ...ROWS.map((row) => runLength(rest, row)));
    if (run < 3) outside++;
    at += run < 3 ? 1 : run;
  }
  return outside <= 2;
}

/** Little is left of it without the name or the address. */
export function isOwnName(password: string, { username = "", email = "" }: About): boolean {
  const text = password.toLowerCase();
  const mail = email.trim().toLowerCase();
  return [mail, username.trim().toLowerCase(), mail.split("@")[0] ?? ""].some(
    (own) => own.length >= 3 && text.includes(own) && text.length - own.length < 8,
  );
}

/** What to do about a password that the server would refuse, as far as can be told here. */
export function passwordProblem(password: string, about: About): string | undefined {
  if (!isLongEnough(password)) return `Use at least ${PASSWORD_LENGTH} characters.`;
  if (isPattern(password)) return "This is a simple pattern that is easily guessed. Choose something less regular.";
  if (isOwnName(password, about)) return "This is made of your username or e-mail address. Add more to it, or choose another.";
  return undefined;
}
