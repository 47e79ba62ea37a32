import { byResource, capital } from "@/session/resources";

/** One thing a token may do, in words. */
export interface Scope {
  scope: string;
  label: string;
}

export interface ScopeGroup {
  title: string;
  scopes: Scope[];
}

const LABELS: Record<string, string> = {
  "track:read": "Find and play tracks",
  "track:create": "Upload tracks",
  "track:update": "Change your tracks",
  "track:delete": "Delete your tracks",
  "track:read_any": "Hear everybody's private tracks",
  "track:update_any": "Change everybody's tracks",
  "track:delete_any": "Delete everybody's tracks",
  "playlist:read": "See your playlists",
  "playlist:create": "Make playlists",
  "playlist:update": "Change your playlists",
  "playlist:delete": "Delete your playlists",
  "playlist:read_any": "See everybody's private playlists",
  "playlist:update_any": "Change everybody's playlists",
  "playlist:delete_any": "Delete everybody's playlists",
  "listening:read": "See what you like, hear and follow",
  "listening:write": "Like, follow, and keep what you hear",
  "account:read": "See your account",
  "user:read": "See all accounts",
  "user:ban": "Ban accounts",
  "user:manage": "Change accounts and their roles",
  "role:manage": "Change what roles may do",
  "system:config": "Change the site's settings",
  "system:audit": "Read the audit log",
  "audit:read": "Read the audit log",
  "plugin:manage": "Manage plugins",
};

/** "chat:delete_any" → "Delete any": for permissions of plugins this app has not heard of. */
function guess(scope: string): string {
  return capital((scope.split(":")[1] ?? scope).replace(/_/g, " "));
}

export function scopeLabel(scope: string): string {
  return LABELS[scope] ?? `${guess(scope)} (${scope})`;
}

/** A token cannot change the account that it belongs to: whoever found one could take it over. */
const NEVER = new Set(["account:manage"]);

/** A person's permissions as what they may hand to a token, by what they are about. */
export function scopeGroups(permissions: readonly string[]): ScopeGroup[] {
  const scopes = permissions.filter((scope) => !NEVER.has(scope)).map((scope) => ({ scope, label: scopeLabel(scope) }));
  return byResource(scopes, ({ scope }) => scope).map(({ title, items }) => ({
    title,
    scopes: items.sort((a, b) => known(a) - known(b)),
  }));
}

const known = ({ scope }: Scope) => {
  const at = Object.keys(LABELS).indexOf(scope);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
};
