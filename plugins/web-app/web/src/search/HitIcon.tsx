import { Disc3, ListMusic, MicVocal, Music, UserRound } from "lucide-react";

const ICONS = { track: Music, artist: MicVocal, album: Disc3, playlist: ListMusic, user: UserRound };

export function HitIcon({ type, size }: { type: string; size: number }) {
  const Icon = ICONS[type as keyof typeof ICONS] ?? Music;
  return <Icon size={size} aria-hidden />;
}
