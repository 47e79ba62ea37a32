export const PATTERNS = ["sun", "grooves", "bars", "waves", "quarters", "moon"] as const;
export type Pattern = (typeof PATTERNS)[number];

/** A record sleeve: two ground colours, two inks, one of a few printed shapes. */
export interface ArtworkDesign {
  ground: [string, string];
  ink: string;
  second: string;
  pattern: Pattern;
  /** Degrees, a multiple of 90 or 45. */
  turn: number;
  /** Four numbers 0…1 for what differs between two sleeves of one pattern. */
  dice: [number, number, number, number];
}

const PALETTES: [string, string, string, string][] = [
  ["#f2542d", "#f5a05a", "#fdf0d5", "#0e4749"],
  ["#0b3954", "#1f6f8b", "#ffb23e", "#f7ede2"],
  ["#6a2c70", "#b83b5e", "#f9ed69", "#f08a5d"],
  ["#1b4332", "#40916c", "#f4d35e", "#ee964b"],
  ["#2b2d42", "#50567d", "#ef8354", "#edf2f4"],
  ["#e9c46a", "#f4a261", "#264653", "#e76f51"],
  ["#7f1d1d", "#c2410c", "#fde68a", "#fb923c"],
  ["#c8d5b9", "#8fc0a9", "#4a3a6b", "#faf3dd"],
  ["#3d2c2e", "#7a4a44", "#f7b267", "#f4845f"],
  ["#003049", "#315a77", "#fcbf49", "#d62828"],
  ["#dad2bc", "#b8ab8d", "#252323", "#a4402f"],
  ["#31572c", "#6a8f3f", "#ecf39e", "#f4a259"],
  ["#22223b", "#57537a", "#f2b5a7", "#f2e9e4"],
  ["#f7cad0", "#ff8fab", "#4a1942", "#fff1e6"],
];

/** FNV-1a, 32 bit: spreads ids that differ in a few characters only. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** Mulberry32: numbers 0…1 that are the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The sleeve of a track without a cover: the same for everybody, every time. */
export function designFor(trackId: string): ArtworkDesign {
  const draw = numbers(hash(trackId));
  const pick = <T,>(list: readonly T[]) => list[Math.floor(draw() * list.length)] as T;
  const [from, to, ink, second] = pick(PALETTES);
  return {
    ground: [from, to],
    ink,
    second,
    pattern: pick(PATTERNS),
    turn: pick([0, 90, 180, 270]),
    dice: [draw(), draw(), draw(), draw()],
  };
}
