import { useEffect } from "react";
import { Passing } from "@/comments/Passing";
import { selectTrack } from "../duration";
import { usePlayer } from "../playerStore";
import { MiniPlayer } from "./MiniPlayer";
import { NowPlaying } from "./NowPlaying";
import classes from "./PlayerBar.module.css";
import { PlayerError } from "./PlayerError";
import { QualityMenu } from "./QualityMenu";
import { QueuePanel } from "./QueuePanel";
import { SeekBar } from "./SeekBar";
import { SettingsMenu } from "./SettingsMenu";
import { Transport } from "./Transport";
import { VolumeControl } from "./VolumeControl";

/** The player at the foot of every page, from the first track on. */
export function PlayerBar() {
  const track = usePlayer(selectTrack);
  const shown = track !== undefined;

  // The page keeps the room the bar takes (see PlayerBar.module.css).
  useEffect(() => {
    document.documentElement.toggleAttribute("data-player", shown);
  }, [shown]);

  if (!track) return null;
  return (
    <section className={classes.bar} aria-label="Player">
      <PlayerError />
      <Passing track={track} />
      <div className={classes.grid}>
        <NowPlaying track={track} />
        <Transport modes />
        <SeekBar />
        <div className={classes.extras}>
          <QueuePanel />
          <QualityMenu />
          <SettingsMenu />
          <MiniPlayer track={track} />
          <VolumeControl />
        </div>
      </div>
    </section>
  );
}
