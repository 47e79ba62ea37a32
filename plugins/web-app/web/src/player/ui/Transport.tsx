import { ActionIcon, Loader } from "@mantine/core";
import { Pause, Play, SkipBack, SkipForward } from "lucide-react";
import { player } from "../controller";
import { selectIsPlaying } from "../duration";
import { usePlayer } from "../playerStore";
import { hasNext } from "../queue";
import classes from "./Transport.module.css";

export function Transport() {
  const isPlaying = usePlayer(selectIsPlaying);
  const isLoading = usePlayer((state) => state.status === "loading");
  const canSkip = usePlayer((state) => hasNext(state.queue));
  return (
    <div className={classes.transport}>
      <ActionIcon className={classes.previous} size={40} aria-label="Previous track" onClick={player.previous}>
        <SkipBack size={20} fill="currentColor" aria-hidden />
      </ActionIcon>
      <ActionIcon
        className={classes.play}
        size={42}
        radius="xl"
        variant="filled"
        color="amber"
        aria-label={isPlaying ? "Pause" : "Play"}
        aria-busy={isLoading}
        onClick={player.toggle}
      >
        {isLoading && <Loader className={classes.ring} size={42} color="var(--v-accent-text)" aria-hidden />}
        {isPlaying ? <Pause size={20} fill="currentColor" aria-hidden /> : <Play size={20} fill="currentColor" aria-hidden />}
      </ActionIcon>
      <ActionIcon size={40} aria-label="Next track" disabled={!canSkip} onClick={player.next}>
        <SkipForward size={20} fill="currentColor" aria-hidden />
      </ActionIcon>
    </div>
  );
}
