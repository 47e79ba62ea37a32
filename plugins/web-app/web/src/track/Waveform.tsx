import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { waveformQuery } from "@/api/queries/tracks";
import type { Track } from "@/api/types";
import { Marks } from "@/comments/Marks";
import { clock, spokenTime } from "@/format/time";
import { player } from "@/player/controller";
import { playingDuration, selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";
import { barCount } from "./drawWaveform";
import { useElementSize } from "./useElementSize";
import { useWaveformCanvas } from "./useWaveformCanvas";
import classes from "./Waveform.module.css";
import { barHeights, timeAt } from "./waveformBars";

const STEP = 5;
const BIG_STEP = 30;

/** The whole track at a glance: click or use the arrow keys to go to a place in it. */
export function Waveform({ track }: { track: Track }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, height } = useElementSize(box);
  const [hovered, setHovered] = useState(-1);
  const { data: waveform } = useQuery({ ...waveformQuery(track.id), enabled: track.status === "ready" });

  const isCurrent = usePlayer((state) => selectTrack(state)?.id === track.id);
  const second = usePlayer((state) => (isCurrent ? Math.floor(state.position) : 0));
  const mediaDuration = usePlayer((state) => (isCurrent ? state.mediaDuration : 0));
  const duration = playingDuration(track, mediaDuration);

  const bars = useMemo(() => {
    const count = barCount(width);
    const heights = waveform ? barHeights(waveform, count) : [];
    return heights.length > 0 ? heights : Array.from({ length: count }, () => 0.04);
  }, [waveform, width]);
  useWaveformCanvas(canvas, { bars, width, height, duration, isCurrent, hovered });

  const goTo = (seconds: number) => {
    const target = Math.min(duration, Math.max(0, seconds));
    if (isCurrent) player.seek(target);
    else player.playFrom([track], track, target);
  };

  const placeOf = (event: PointerEvent<HTMLDivElement>) => {
    const { left, width: full } = event.currentTarget.getBoundingClientRect();
    return timeAt(event.clientX - left, full, duration);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const now = isCurrent ? player.now() : 0;
    const targets: Record<string, number> = {
      ArrowRight: now + STEP,
      ArrowUp: now + STEP,
      ArrowLeft: now - STEP,
      ArrowDown: now - STEP,
      PageUp: now + BIG_STEP,
      PageDown: now - BIG_STEP,
      Home: 0,
      End: duration,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    goTo(target);
  };

  return (
    <div className={classes.frame}>
      <div
        ref={box}
        className={classes.waveform}
        role="slider"
        tabIndex={0}
        aria-label={`Waveform of ${track.title}: seek`}
        aria-valuemin={0}
        aria-valuemax={Math.round(duration)}
        aria-valuenow={Math.min(second, Math.round(duration))}
        aria-valuetext={`${spokenTime(second)} of ${spokenTime(duration)}`}
        aria-disabled={duration <= 0}
        onPointerDown={(event) => event.button === 0 && duration > 0 && goTo(placeOf(event))}
        onPointerMove={(event) => duration > 0 && event.pointerType === "mouse" && setHovered(placeOf(event) / duration)}
        onPointerLeave={() => setHovered(-1)}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} className={classes.canvas} aria-hidden="true" />
        {hovered >= 0 && (
          <span className={classes.tip} style={{ left: `${hovered * 100}%` }} aria-hidden="true">
            {clock(hovered * duration)}
          </span>
        )}
      </div>
      <Marks track={track} duration={duration} />
      <div className={classes.times} aria-hidden="true">
        <span>{clock(second)}</span>
        <span>{clock(duration)}</span>
      </div>
    </div>
  );
}
