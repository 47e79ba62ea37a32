import type { Track } from "@/api/types";
import { selectTrack } from "@/player/duration";
import type { PlayerState } from "@/player/playerStore";

export interface PlayReport {
  trackId: string;
  playId: string;
  /** Seconds */
  heard: number;
}

/** A random UUID (RFC 9562, version 4). `crypto.randomUUID` is not there on a site without HTTPS. */
export function newPlayId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, at) => (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Between two looks at the position more than this was not heard but skipped. */
const LONGEST_STEP = 2;

/** Seconds after which a play counts: 30, or half of a shorter track. */
export function neededSeconds(duration: number | null | undefined): number {
  return duration ? Math.min(30, duration / 2) : 30;
}

interface Heard {
  track: Track;
  position: number;
  duration: number;
  isPlaying: boolean;
  isOver: boolean;
}

/** One audio element: what began on it is one play until another track does, or it falls silent. */
function followDeck(report: (play: PlayReport) => void, newId: () => string) {
  let play: PlayReport | undefined;
  let position = 0;
  let told = 0;

  const tell = () => {
    if (!play || play.heard === told) return;
    told = play.heard;
    report({ ...play });
  };
  const end = () => {
    if (told > 0) tell();
    play = undefined;
  };
  return (heard: Heard | undefined) => {
    if (play && play.trackId !== heard?.track.id) end();
    if (!heard) return;
    if (!play) {
      if (!heard.isPlaying) return;
      play = { trackId: heard.track.id, playId: newId(), heard: 0 };
      told = 0;
      position = heard.position;
    }
    const step = heard.position - position;
    if (step > 0 && step <= LONGEST_STEP) play.heard += step;
    position = heard.position;
    if (told === 0 && play.heard >= neededSeconds(heard.duration)) tell();
    if (heard.isOver) end();
  };
}

/**
 * Adds up what is heard of each play, also of two at once while one track fades into the next. `report` is called when
 * a play counts, and once more when it ends.
 */
export function followPlays(report: (play: PlayReport) => void, newId: () => string = newPlayId) {
  const decks = [followDeck(report, newId), followDeck(report, newId)] as const;
  return (state: PlayerState) => {
    const track = selectTrack(state);
    const { also, deck, position, status } = state;
    decks[deck](
      track && {
        track,
        position,
        duration: track.duration ?? state.mediaDuration,
        isPlaying: status === "playing",
        isOver: status === "ended",
      },
    );
    decks[deck === 0 ? 1 : 0](
      also ? { ...also, duration: also.track.duration ?? 0, isPlaying: true, isOver: false } : undefined,
    );
  };
}
