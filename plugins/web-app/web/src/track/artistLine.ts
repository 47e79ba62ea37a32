export interface LineSegment {
  text: string;
  artistId?: string;
}

interface Credited {
  role: string;
  name: string;
  artist_id: string | null;
}

/** "A feat. B" with the names in it that have a page; the words between stay as they are. */
export function artistLine(line: string, credits: readonly Credited[]): LineSegment[] {
  const people = credits.filter(({ role, artist_id }) => artist_id && (role === "main" || role === "featured"));
  const out: LineSegment[] = [];
  let at = 0;
  for (const { name, artist_id } of people) {
    const found = name ? line.indexOf(name, at) : -1;
    if (found < 0) continue;
    if (found > at) out.push({ text: line.slice(at, found) });
    out.push({ text: name, artistId: artist_id ?? undefined });
    at = found + name.length;
  }
  if (at < line.length) out.push({ text: line.slice(at) });
  return out;
}
