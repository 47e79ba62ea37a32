import { ActionIcon } from "@mantine/core";
import { Repeat, Repeat1, Shuffle } from "lucide-react";
import { player } from "../controller";
import { useSettings } from "../settings";
import classes from "./PlayModes.module.css";

const REPEATS = { off: "Repeat: off", all: "Repeat: all tracks", one: "Repeat: this track" } as const;

export function ShuffleButton({ className = "" }: { className?: string }) {
  const shuffle = useSettings((state) => state.shuffle);
  return (
    <ActionIcon className={`${classes.mode} ${className}`} size={36} aria-label="Shuffle" aria-pressed={shuffle} onClick={player.toggleShuffle}>
      <Shuffle size={18} aria-hidden />
    </ActionIcon>
  );
}

export function RepeatButton({ className = "" }: { className?: string }) {
  const repeat = useSettings((state) => state.repeat);
  const Icon = repeat === "one" ? Repeat1 : Repeat;
  return (
    <ActionIcon
      className={`${classes.mode} ${className}`}
      size={36}
      aria-label={REPEATS[repeat]}
      data-on={repeat !== "off" || undefined}
      onClick={player.toggleRepeat}
    >
      <Icon size={18} aria-hidden />
    </ActionIcon>
  );
}
