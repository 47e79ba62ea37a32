/**
 * How one track goes over into the next, as plain rules: when the other deck is filled, when it starts, how loud each
 * is, and what a seek, a skip, an error or the end of the track do to it. `decks.ts` carries out the orders.
 *
 *     alone → prepared → rising → falling → alone      (crossfade; the tracks change names in its middle)
 *                      → falling → alone               (gapless: the old track plays out its last moment)
 */
export type Handover =
  /** One deck plays. `refused` could not be prepared and is left to the ordinary path. */
  | { readonly phase: "alone"; readonly refused?: string }
  /** The other deck holds `next`. */
  | { readonly phase: "prepared"; readonly next: string }
  /** Both sound and the old track is still the current one. The fade counts in its time. */
  | { readonly phase: "rising"; readonly next: string; readonly fade: Fade }
  /** Both sound and the new track is the current one; without a fade both at full volume. */
  | { readonly phase: "falling"; readonly fade?: Fade };

export interface Fade {
  /** Seconds of the old track */
  readonly from: number;
  readonly length: number;
}

/** What the rules are told. Times are seconds. */
export interface Look {
  /** The current track is heard: neither paused nor waiting for data. */
  readonly playing: boolean;
  readonly position: number;
  /** 0 while nobody knows it */
  readonly duration: number;
  /** Playing to the end needs no network any more. */
  readonly complete: boolean;
  /** What follows by itself, if anything does. */
  readonly next: { readonly key: string; readonly duration: number | null } | null;
  /** The other deck could start at once. */
  readonly ready: boolean;
  readonly otherPosition: number;
  /** The other deck's track is over. */
  readonly otherDone: boolean;
  /** As chosen; 0 also where a page cannot set the volume. */
  readonly crossfade: number;
  /** From the order to play until a deck is heard. */
  readonly lead: number;
  /** The listener wants to save data. */
  readonly thrifty: boolean;
}

/**
 * prepare: load the next track on the other deck. start: let it play. swap: it is the current one from now on.
 * rewind: the other deck goes back to its beginning and waits. empty: the other deck is stopped and forgets its track.
 */
export type Order = "prepare" | "start" | "swap" | "rewind" | "empty";

export interface Step {
  readonly state: Handover;
  readonly orders: readonly Order[];
}

export const MAX_CROSSFADE = 12;
export const alone: Handover = { phase: "alone" };

/** How early the next track is fetched, before its fade begins: later while the current one still needs the network. */
const AHEAD = 25;
const AHEAD_OF_NEED = 10;
const AHEAD_THRIFTY = 5;
/** A fade shorter than this is none. */
const SHORTEST = 0.5;
/** A timer is not more exact than this. */
const TICK = 0.004;
/** A jump shorter than this is a player helping itself over a hole. */
const JUMP = 0.4;
/** Milliseconds between two steps of a fade, and between two looks at a track that has time. */
const FADE_STEP = 40;
const REST = 1000;

/** The length of a fade: never more than half of either track. */
export function fadeLength(crossfade: number, duration: number, nextDuration: number | null): number {
  const half = Math.min(duration, nextDuration ?? duration) / 2;
  const length = Math.min(crossfade, MAX_CROSSFADE, half);
  return length >= SHORTEST ? length : 0;
}

/** Whether both decks are heard. */
export const overlaps = ({ phase }: Handover): boolean => phase === "rising" || phase === "falling";

function progress({ from, length }: Fade, oldPosition: number): number {
  return Math.min(1, Math.max(0, (oldPosition - from) / length));
}

/** How loud each deck is, 0…1: together as loud as one of them alone. */
export function gains(state: Handover, { position, otherPosition, otherDone }: Look): { current: number; other: number } {
  if (state.phase === "rising") {
    const part = (progress(state.fade, position) * Math.PI) / 2;
    return { current: Math.cos(part), other: Math.sin(part) };
  }
  if (state.phase === "falling" && state.fade) {
    const part = ((otherDone ? 1 : progress(state.fade, otherPosition)) * Math.PI) / 2;
    return { current: Math.sin(part), other: Math.cos(part) };
  }
  return { current: 1, other: state.phase === "falling" ? 1 : 0 };
}

function atRest(state: Handover & { phase: "alone" }, now: Look): Step {
  const { next, duration, position, playing } = now;
  if (!next || next.key === state.refused || duration <= 0 || !playing) return { state, orders: [] };
  const left = duration - position - fadeLength(now.crossfade, duration, next.duration);
  const ahead = now.thrifty ? AHEAD_THRIFTY : now.complete ? AHEAD : AHEAD_OF_NEED;
  return left > ahead ? { state, orders: [] } : { state: { phase: "prepared", next: next.key }, orders: ["prepare"] };
}

/** Seconds until the prepared track is to start. */
function untilStart({ duration, position, crossfade, next, lead }: Look): number {
  return duration - position - fadeLength(crossfade, duration, next?.duration ?? null) - lead;
}

function whilePrepared(state: Handover & { phase: "prepared" }, now: Look): Step {
  if (!now.playing || !now.ready || now.duration <= 0 || untilStart(now) > TICK) return { state, orders: [] };
  // Late, because the listener jumped here or the track took its time: what is left is the fade.
  const from = now.position + now.lead;
  const length = now.duration - from;
  if (now.crossfade > 0 && fadeLength(now.crossfade, now.duration, now.next?.duration ?? null) > 0 && length >= SHORTEST)
    return { state: { phase: "rising", next: state.next, fade: { from, length } }, orders: ["start"] };
  if (length > TICK) return { state, orders: [] };
  return { state: { phase: "falling" }, orders: ["start", "swap"] };
}

/** What is to be done at this moment. */
export function look(state: Handover, now: Look): Step {
  switch (state.phase) {
    case "alone":
      return atRest(state, now);
    case "prepared":
    case "rising": {
      if (now.next?.key !== state.next) {
        const again = atRest({ phase: "alone" }, now);
        return { state: again.state, orders: ["empty", ...again.orders] };
      }
      if (state.phase === "prepared") return whilePrepared(state, now);
      if (progress(state.fade, now.position) < 0.5) return { state, orders: [] };
      return { state: { phase: "falling", fade: state.fade }, orders: ["swap"] };
    }
    case "falling": {
      const over = now.otherDone || (state.fade ? progress(state.fade, now.otherPosition) >= 1 : now.position > 1);
      return over ? { state: alone, orders: ["empty"] } : { state, orders: [] };
    }
  }
}

/** Milliseconds after which to look again at a track that plays. */
export function nextLook(state: Handover, now: Look): number {
  if (overlaps(state)) return FADE_STEP;
  if (state.phase !== "prepared" || !now.ready) return REST;
  const left = untilStart(now);
  const wait = left > 0 ? left : now.duration - now.position - now.lead;
  return Math.min(REST, Math.max(1, wait * 1000));
}

/** The listener went to another place of the current track. */
export function seeked(state: Handover, was: number, to: number): Step {
  if (Math.abs(to - was) < JUMP) return { state, orders: [] };
  if (state.phase === "rising") return { state: { phase: "prepared", next: state.next }, orders: ["rewind"] };
  if (state.phase === "falling") return { state: alone, orders: ["empty"] };
  return { state, orders: [] };
}

/** The track `key` is to play from its beginning. With "swap" among the orders the other deck has it. */
export function wanted(state: Handover, key: string): Step {
  if (state.phase === "prepared" && state.next === key) return { state: alone, orders: ["start", "swap", "empty"] };
  if (state.phase === "rising" && state.next === key) return { state: alone, orders: ["swap", "empty"] };
  return dropped(state);
}

/** Only the current deck counts from now on. */
export function dropped(state: Handover): Step {
  return { state: alone, orders: state.phase === "alone" ? [] : ["empty"] };
}

/** The other deck cannot go on. */
export function otherFailed(state: Handover): Step {
  const refused = state.phase === "prepared" || state.phase === "rising" ? state.next : undefined;
  return { state: { phase: "alone", refused }, orders: ["empty"] };
}
