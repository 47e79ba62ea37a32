import { ActionIcon } from "@mantine/core";
import { Pause, Play } from "lucide-react";
import type { Track } from "@/api/types";
import { player } from "../controller";
import { selectIsPlaying, selectTrack } from "../duration";
import { usePlayer } from "../playerStore";

interface PlayButtonProps {
  track: Track;
  /** What "next" walks through. */
  list: readonly Track[];
  size: number;
  className?: string;
  disabled?: boolean;
}

/** Plays this track, or pauses it when it is the one playing. */
export function PlayButton({ track, list, size, className, disabled }: PlayButtonProps) {
  const isCurrent = usePlayer((state) => selectTrack(state)?.id === track.id);
  const isPlaying = usePlayer((state) => selectTrack(state)?.id === track.id && selectIsPlaying(state));
  const icon = Math.round(size * 0.46);
  return (
    <ActionIcon
      className={className}
      size={size}
      radius="xl"
      variant="filled"
      color="amber"
      disabled={disabled}
      data-playing={isPlaying || undefined}
      aria-label={`${isPlaying ? "Pause" : "Play"} ${track.title}`}
      onClick={() => (isCurrent ? player.toggle() : player.playFrom(list, track))}
    >
      {isPlaying ? <Pause size={icon} fill="currentColor" aria-hidden /> : <Play size={icon} fill="currentColor" aria-hidden />}
    </ActionIcon>
  );
}
