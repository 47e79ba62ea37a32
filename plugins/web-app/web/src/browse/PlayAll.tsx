import { Button } from "@mantine/core";
import { Play, Shuffle } from "lucide-react";
import type { Track } from "@/api/types";
import { player } from "@/player/controller";
import { isPlayable } from "@/player/queue";

/** Plays a whole list from its beginning, or in any order. */
export function PlayAll({ tracks, size = "md" }: { tracks: readonly Track[]; size?: "sm" | "md" }) {
  const playable = tracks.filter(isPlayable);
  const [first] = playable;
  if (!first) return null;
  return (
    <>
      <Button size={size} leftSection={<Play size={18} fill="currentColor" aria-hidden />} onClick={() => player.playFrom(playable, first)}>
        Play all
      </Button>
      {playable.length > 1 && (
        <Button size={size} variant="default" leftSection={<Shuffle size={18} aria-hidden />} onClick={() => player.playShuffled(playable)}>
          Shuffle
        </Button>
      )}
    </>
  );
}
