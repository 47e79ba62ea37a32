export interface WaveformColours {
  played: string;
  ahead: string;
  rest: string;
}

export interface WaveformView {
  /** Heights 0…1, one a bar. */
  bars: readonly number[];
  /** Parts 0…1 of the whole that have been played, are buffered, and are under the pointer (or -1). */
  played: number;
  buffered: number;
  hovered: number;
}

export const BAR = 3;
export const GAP = 2;

export function barCount(width: number): number {
  return Math.max(1, Math.floor((width + GAP) / (BAR + GAP)));
}

function bar(context: CanvasRenderingContext2D, x: number, middle: number, height: number) {
  context.beginPath();
  context.roundRect(x, middle - height / 2, BAR, height, BAR / 2);
  context.fill();
}

/** Draws all bars; the one being played is filled to the very pixel. */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  view: WaveformView,
  colours: WaveformColours,
): void {
  context.clearRect(0, 0, width, height);
  const layer = (colour: string, from: number, to: number, alpha = 1) => {
    if (to <= from) return;
    context.save();
    context.beginPath();
    context.rect(from * width, 0, (to - from) * width, height);
    context.clip();
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    const step = width / view.bars.length;
    view.bars.forEach((value, index) => {
      bar(context, index * step + (step - BAR) / 2, height / 2, Math.max(BAR, value * (height - 4)));
    });
    context.restore();
  };
  layer(colours.rest, Math.max(view.played, view.buffered), 1);
  layer(colours.ahead, view.played, Math.max(view.played, view.buffered));
  layer(colours.played, 0, view.played);
  if (view.hovered > view.played) layer(colours.played, view.played, view.hovered, 0.45);
}
