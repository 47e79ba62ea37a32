import { ActionIcon, Loader } from "@mantine/core";
import { Pause, Play, SkipBack, SkipForward } from "lucide-react";
import { player } from "../controller";
import { selectIsPlaying } from "../duration";
import { usePlayer } from "../playerStore";
import { following } from "../queue";
import { useSettings } from "../settings";
import { RepeatButton, ShuffleButton } from "./PlayModes";
import classes from "./Transport.module.css";

/** `modes`: with shuffle and repeat, where there is room for them. */
export function Transport({ modes = false }: { modes?: boolean }) {
  const isPlaying = usePlayer(selectIsPlaying);
  const isLoading = usePlayer((state) => state.status === "loading");
  const repeats = useSettings((state) => state.repeat !== "off");
  const canSkip = usePlayer(({ queue }) => following(queue, repeats ? "all" : "off") !== queue);
  return (
    <div className={classes.transport}>
      {modes && <ShuffleButton className={classes.mode} />}
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
      {modes && <RepeatButton className={classes.mode} />}
    </div>
  );
}
