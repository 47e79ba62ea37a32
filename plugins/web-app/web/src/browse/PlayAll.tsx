import { Button } from "@mantine/core";
import { Play, Shuffle } from "lucide-react";
import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { isPlayable } from "@/player/queue";

function shuffled<T>(list: readonly T[]): T[] {
  const out = [...list];
  for (let left = out.length; left > 1; left -= 1) {
    const at = Math.floor(Math.random() * left);
    [out[left - 1], out[at]] = [out[at] as T, out[left - 1] as T];
  }
  return out;
}

/** Plays a whole list from its beginning, or in any order. */
export function PlayAll({ tracks, size = "md" }: { tracks: readonly Track[]; size?: "sm" | "md" }) {
  const playable = tracks.filter(isPlayable);
  const play = (list: readonly Track[]) => list[0] && player.playFrom(list, list[0]);
  if (playable.length === 0) return null;
  return (
    <>
      <Button size={size} leftSection={<Play size={18} fill="currentColor" aria-hidden />} onClick={() => play(playable)}>
        Play all
      </Button>
      {playable.length > 1 && (
        <Button size={size} variant="default" leftSection={<Shuffle size={18} aria-hidden />} onClick={() => play(shuffled(playable))}>
          Shuffle
        </Button>
      )}
    </>
  );
}
