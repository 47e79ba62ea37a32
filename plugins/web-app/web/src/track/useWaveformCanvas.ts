import { useComputedColorScheme } from "@mantine/core";
import { useEffect, type RefObject } from "react";
import { player } from "@/player/controller";
import { usePlayer } from "@/player/playerStore";
import { drawWaveform, type WaveformColours } from "./drawWaveform";

function coloursOf(element: Element): WaveformColours {
  const style = getComputedStyle(element);
  const token = (name: string) => style.getPropertyValue(name).trim();
  return { played: token("--v-accent-text"), ahead: token("--v-wave-ahead"), rest: token("--v-wave") };
}

interface WaveformScene {
  bars: readonly number[];
  width: number;
  height: number;
  duration: number;
  /** Whether the player has this track. */
  isCurrent: boolean;
  /** 0…1, or -1 */
  hovered: number;
}

/** Draws the waveform, on every frame while it moves and once when it rests. */
export function useWaveformCanvas(canvas: RefObject<HTMLCanvasElement | null>, scene: WaveformScene): void {
  const { bars, width, height, duration, isCurrent, hovered } = scene;
  const scheme = useComputedColorScheme();
  const isMoving = usePlayer((state) => isCurrent && state.status === "playing");
  const position = usePlayer((state) => (isCurrent ? state.position : 0));
  const buffered = usePlayer((state) => (isCurrent ? state.buffered : 0));

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context || width === 0) return undefined;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    const colours = coloursOf(element);
    const part = (seconds: number) => (duration > 0 ? Math.min(1, seconds / duration) : 0);

    let frame = 0;
    const draw = () => {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const now = isMoving ? player.now() : position;
      drawWaveform(context, width, height, { bars, played: part(now), buffered: part(buffered), hovered }, colours);
      if (isMoving) frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
    // While it moves, `position` is read from the element itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [canvas, bars, width, height, duration, hovered, scheme, isMoving, buffered, isMoving ? 0 : position]);
}
