import { ActionIcon } from "@mantine/core";
import { Volume1, Volume2, VolumeX } from "lucide-react";
import { RangeInput } from "@/ui/RangeInput";
import { player } from "../controller";
import { useSettings } from "../settings";
import classes from "./VolumeControl.module.css";

export function VolumeControl() {
  const volume = useSettings((state) => state.volume);
  const muted = useSettings((state) => state.muted);
  const heard = muted ? 0 : volume;
  const Icon = heard === 0 ? VolumeX : heard < 0.5 ? Volume1 : Volume2;
  return (
    <div className={classes.volume}>
      <ActionIcon size={36} aria-label={muted ? "Unmute" : "Mute"} aria-pressed={muted} onClick={player.toggleMute}>
        <Icon size={20} aria-hidden />
      </ActionIcon>
      <RangeInput
        label="Volume"
        className={classes.range}
        value={heard}
        max={1}
        step={0.05}
        valueText={`${Math.round(heard * 100)} percent`}
        onChange={player.setVolume}
      />
    </div>
  );
}
