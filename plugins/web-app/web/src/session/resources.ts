/** What permissions are about, in the order in which they concern people: their own tracks come first. */
const TITLES: Record<string, string> = {
  track: "Tracks",
  playlist: "Playlists",
  listening: "Likes and history",
  account: "Your account",
  user: "Other people's accounts",
  system: "The site itself",
  plugin: "Plugins",
  role: "Roles",
  audit: "The audit log",
};

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export interface ResourceGroup<T> {
  title: string;
  items: T[];
}

/** Things with a permission ("track:delete_any"), by its resource; plugins' own come last, by name. */
export function byResource<T>(items: readonly T[], permissionOf: (item: T) => string): ResourceGroup<T>[] {
  const order = Object.keys(TITLES);
  const place = (resource: string) => (order.includes(resource) ? order.indexOf(resource) : order.length);
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const resource = permissionOf(item).split(":")[0] ?? "";
    groups.set(resource, [...(groups.get(resource) ?? []), item]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b))
    .map(([resource, found]) => ({ title: TITLES[resource] ?? capital(resource), items: found }));
}
