import type { SmartRule, SmartRules } from "@/api/types";

export type Field = SmartRule["field"];
export type Operator = SmartRule["operator"];
export type Order = SmartRules["order"];
export type Kind = "text" | "key" | "number" | "date" | "boolean";

interface Known {
  label: string;
  kind: Kind;
  /** Behind the field of a number. */
  unit?: string;
}

export const FIELDS: Record<Field, Known> = {
  title: { label: "Title", kind: "text" },
  artist: { label: "Artist", kind: "text" },
  album: { label: "Album", kind: "text" },
  genre: { label: "Genre", kind: "text" },
  tag: { label: "Tag", kind: "text" },
  year: { label: "Year", kind: "number" },
  bpm: { label: "Tempo", kind: "number", unit: "BPM" },
  key: { label: "Key", kind: "key" },
  duration: { label: "Length", kind: "number", unit: "seconds" },
  added: { label: "Added", kind: "date" },
  plays: { label: "Plays", kind: "number" },
  likes: { label: "Likes", kind: "number" },
  liked: { label: "Liked", kind: "boolean" },
  mine: { label: "Shared", kind: "boolean" },
};

/** The first of each is what a new rule has. */
export const OPERATORS: Record<Kind, readonly Operator[]> = {
  text: ["contains", "not_contains", "is", "is_not", "starts_with"],
  key: ["is", "is_not"],
  number: ["is", "is_not", "less_than", "greater_than", "between"],
  date: ["in_last_days", "after", "before"],
  boolean: ["is"],
};

export const OPERATOR_LABELS: Record<Operator, string> = {
  is: "is",
  is_not: "is not",
  contains: "contains",
  not_contains: "does not contain",
  starts_with: "starts with",
  less_than: "is less than",
  greater_than: "is more than",
  between: "is between",
  before: "before",
  after: "after",
  in_last_days: "in the last",
};

export const ORDERS: Record<Order, string> = {
  "-created_at": "Newest first",
  created_at: "Oldest first",
  title: "Title",
  artist: "Artist",
  "-plays": "Most played",
  plays: "Least played",
  "-likes": "Most liked",
  "-year": "Latest year",
  year: "Earliest year",
  bpm: "Tempo, slow first",
  duration: "Shortest first",
};

/** As the server spells them. */
export const KEYS = [
  ...["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"],
  ...["Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm"],
];

export const MOST_RULES = 50;
export const LONGEST = 500;
