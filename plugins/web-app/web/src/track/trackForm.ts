import type { Track, TrackChanges } from "@/api/types";

/** The edit form as text, as inputs hold it. */
export interface TrackForm {
  title: string;
  artist: string;
  album: string;
  album_artist: string;
  genre: string;
  year: string;
  track_number: string;
  disc_number: string;
  visibility: Track["visibility"];
}

const TEXTS = ["artist", "album", "album_artist", "genre"] as const;
const NUMBERS = ["year", "track_number", "disc_number"] as const;

export function formOf(track: Track): TrackForm {
  const text = (value: string | number | null | undefined) => (value == null ? "" : String(value));
  return {
    title: track.title,
    artist: text(track.artist),
    album: text(track.album),
    album_artist: text(track.album_artist),
    genre: text(track.genre),
    year: text(track.year),
    track_number: text(track.track_number),
    disc_number: text(track.disc_number),
    visibility: track.visibility,
  };
}

export type FormProblems = Partial<Record<keyof TrackForm, string>>;

export function formProblems(form: TrackForm): FormProblems {
  const problems: FormProblems = {};
  if (!form.title.trim()) problems.title = "A track needs a title.";
  for (const field of NUMBERS) {
    if (!/^\d{0,4}$/.test(form[field].trim())) problems[field] = "Enter a whole number, or nothing.";
  }
  return problems;
}

/** What has to be sent: only the fields that differ; an emptied field is null. */
export function changesOf(track: Track, form: TrackForm): TrackChanges {
  const before = formOf(track);
  const changed = (field: keyof TrackForm) => form[field].trim() !== before[field];
  const changes: TrackChanges = {};
  if (changed("title")) changes.title = form.title.trim();
  if (changed("visibility")) changes.visibility = form.visibility;
  for (const field of TEXTS) if (changed(field)) changes[field] = form[field].trim() || null;
  for (const field of NUMBERS) if (changed(field)) changes[field] = form[field].trim() ? Number(form[field]) : null;
  return changes;
}
