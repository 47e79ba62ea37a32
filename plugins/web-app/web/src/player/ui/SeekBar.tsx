import { clock, spokenTime } from "@/format/time";
import { RangeInput } from "@/ui/RangeInput";
import { player } from "../controller";
import { selectDuration } from "../duration";
import { usePlayer } from "../playerStore";
import classes from "./SeekBar.module.css";

export function SeekBar() {
  const position = usePlayer((state) => state.position);
  const buffered = usePlayer((state) => state.buffered);
  const duration = usePlayer(selectDuration);
  return (
    <div className={classes.seek}>
      <span className={classes.time}>{clock(position)}</span>
      <RangeInput
        label="Seek"
        className={classes.range}
        value={Math.min(position, duration || position)}
        secondary={buffered}
        max={duration}
        step={5}
        disabled={duration <= 0}
        valueText={`${spokenTime(position)} of ${spokenTime(duration)}`}
        commitOnRelease
        onChange={player.seek}
      />
      <span className={classes.time}>{clock(duration)}</span>
    </div>
  );
}
