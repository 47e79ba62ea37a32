import { useState } from "react";
import { RangeInput } from "@/ui/RangeInput";
import { player } from "../controller";
import { MAX_CROSSFADE } from "../handover";
import { canSetVolume } from "../loudness";
import { useSettings } from "../settings";
import classes from "./SettingsMenu.module.css";

/** How long tracks fade into each other; nothing where a page cannot fade them. */
export function CrossfadeSlider() {
  const crossfade = useSettings((state) => state.crossfade);
  const [canFade] = useState(canSetVolume);
  if (!canFade) return null;
  return (
    <div className={classes.crossfade}>
      <span>Crossfade</span>
      <span className={classes.value}>{crossfade > 0 ? `${crossfade} s` : "Off"}</span>
      <RangeInput
        label="Crossfade"
        className={classes.range}
        value={crossfade}
        max={MAX_CROSSFADE}
        step={1}
        valueText={`${crossfade} ${crossfade === 1 ? "second" : "seconds"}`}
        onChange={player.setCrossfade}
      />
    </div>
  );
}
