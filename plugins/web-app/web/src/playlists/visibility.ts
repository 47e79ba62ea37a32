import type { Playlist } from "@/api/types";

export const VISIBILITY_NAMES: Record<Playlist["visibility"], string> = {
  public: "Public",
  unlisted: "Unlisted",
  private: "Private",
};

export const VISIBILITIES: { value: Playlist["visibility"]; label: string }[] = [
  { value: "private", label: "Private: you and who works on it" },
  { value: "unlisted", label: "Unlisted: everyone who has its address" },
  { value: "public", label: "Public: everyone on this site" },
];
