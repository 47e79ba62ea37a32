/** One thing a token may do, in words. */
export interface Scope {
  scope: string;
  label: string;
}

export interface ScopeGroup {
  title: string;
  scopes: Scope[];
}

const GROUPS: Record<string, string> = {
  track: "Tracks",
  account: "Your account",
  user: "Other people's accounts",
  system: "The site itself",
  plugin: "Plugins",
  role: "Roles",
  audit: "The audit log",
};

const LABELS: Record<string, string> = {
  "track:read": "Find and play tracks",
  "track:create": "Upload tracks",
  "track:update": "Change your tracks",
  "track:delete": "Delete your tracks",
  "track:read_any": "Hear everybody's private tracks",
  "track:update_any": "Change everybody's tracks",
  "track:delete_any": "Delete everybody's tracks",
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

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** "chat:delete_any" → "Delete any": for permissions of plugins this app has not heard of. */
function guess(scope: string): string {
  return capital((scope.split(":")[1] ?? scope).replace(/_/g, " "));
}

export function scopeLabel(scope: string): string {
  return LABELS[scope] ?? `${guess(scope)} (${scope})`;
}

/** A token cannot change the account that it belongs to: whoever found one could take it over. */
const NEVER = new Set(["account:manage"]);

/** A person's permissions as what they may hand to a token, by what they are about; their own tracks come first. */
export function scopeGroups(permissions: readonly string[]): ScopeGroup[] {
  const order = Object.keys(GROUPS);
  const place = (resource: string) => (order.includes(resource) ? order.indexOf(resource) : order.length);
  const groups = new Map<string, Scope[]>();
  for (const scope of permissions) {
    if (NEVER.has(scope)) continue;
    const resource = scope.split(":")[0] ?? scope;
    groups.set(resource, [...(groups.get(resource) ?? []), { scope, label: scopeLabel(scope) }]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([resource, scopes]) => ({
      title: GROUPS[resource] ?? capital(resource),
      scopes: scopes.sort((a, b) => known(a) - known(b)),
    }));
}

const known = ({ scope }: Scope) => {
  const at = Object.keys(LABELS).indexOf(scope);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
};
