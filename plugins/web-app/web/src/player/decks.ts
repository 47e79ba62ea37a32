import type { Track } from "@/api/types";
import { playingDuration } from "./duration";
import { Engine } from "./engine";
import * as handover from "./handover";
import { canSetVolume } from "./loudness";
import { StartDelay } from "./startDelay";
import type { StreamTokens } from "./streamTokens";

/** What plays when the current track is over. */
export interface DecksListener {
  /** The track that follows by itself; null when nothing does, or nothing is to be fetched yet. */
  next(): Track | null;
  /** Seconds that the listener wants tracks to fade into each other. */
  crossfade(): number;
  /** How loud `track` is to be, 0…1, when nothing fades. */
  volume(track: Track | undefined): { volume: number; muted: boolean };
  /** The other deck is the current one from now on; its track is the one that `next` named. */
  onNext(): void;
  /** The current track has to be loaded anew, on the other deck. */
  onAgain(): void;
  /** What is heard besides the current track has changed. */
  onOverlap(): void;
  /** The current deck's qualities have changed. */
  onQualities(): void;
  onBlocked(): void;
  onFailure(message: string): void;
}

interface Deck {
  audio: HTMLAudioElement;
  engine: Engine;
  track?: Track;
  /** The browser has let it make a sound. */
  heard?: boolean;
}

/** A playlist that lacks less than this of its track, in seconds, is whole: no segment is that short. */
const WHOLE = 0.2;

const saveData = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

/**
 * Two players that take turns, so that a track can begin in the moment, or before, the one before it ends. The rules
 * are in `handover.ts`.
 */
export class Decks {
  private readonly decks: readonly [Deck, Deck];
  private at: 0 | 1 = 0;
  private state: handover.Handover = handover.alone;
  private timer: number | undefined;
  private lastPosition = 0;
  private touched = false;
  /** The other deck rests because the current one does. */
  private held = false;
  /** The browser lets only one of the two make a sound by itself. */
  private single = false;
  private readonly ended = new AbortController();
  private readonly delay = new StartDelay();
  private readonly fades = canSetVolume();

  constructor(
    elements: readonly [HTMLAudioElement, HTMLAudioElement],
    tokens: StreamTokens,
    private readonly listener: DecksListener,
  ) {
    this.decks = [this.deck(elements[0], 0, tokens), this.deck(elements[1], 1, tokens)];
  }

  get index(): 0 | 1 {
    return this.at;
  }
  get audio(): HTMLAudioElement {
    return this.current.audio;
  }
  get engine(): Engine {
    return this.current.engine;
  }
  /** What sounds besides the current track. */
  get also(): { track: Track; position: number } | null {
    const { track, audio } = this.other;
    return track && handover.overlaps(this.state) ? { track, position: audio.currentTime } : null;
  }

  /** Plays `track`, whatever played before. True: it was waiting on the other deck, which is the current one now. */
  load(track: Track, startAt: number): boolean {
    this.unlock();
    const step = startAt === 0 ? handover.wanted(this.state, track.id) : handover.dropped(this.state);
    this.carryOut(step);
    if (step.orders.includes("swap")) return true;
    this.current.track = track;
    this.lastPosition = startAt;
    this.applyVolume();
    void this.engine.load(track, startAt);
    return false;
  }

  setQuality(name: string): void {
    for (const { engine } of this.decks) engine.setQuality(name);
  }

  /** Silence on both. */
  stop(): void {
    window.clearTimeout(this.timer);
    this.state = handover.alone;
    for (const deck of this.decks) this.empty(deck);
    this.listener.onOverlap();
  }

  /** Silence for good. */
  close(): void {
    this.ended.abort();
    this.delay.close();
    this.stop();
  }

  applyVolume(): void {
    const gains = handover.gains(this.state, this.now());
    for (const [deck, gain] of [[this.current, gains.current], [this.other, gains.other]] as const) {
      const { volume, muted } = this.listener.volume(deck.track);
      deck.audio.volume = volume * gain;
      deck.audio.muted = muted;
    }
  }

  /** Does what is to be done now, and comes back when more is. */
  look(): void {
    window.clearTimeout(this.timer);
    const before = this.state;
    const step = handover.look(this.state, this.now());
    this.carryOut(step);
    if (step.orders.includes("swap")) this.listener.onNext();
    if (handover.overlaps(this.state)) this.applyVolume();
    if (handover.overlaps(this.state) || handover.overlaps(before)) this.listener.onOverlap();
    const { audio } = this;
    if (!audio.seeking) this.lastPosition = audio.currentTime;
    if (!audio.paused && !audio.ended) this.timer = window.setTimeout(() => this.look(), handover.nextLook(this.state, this.now()));
  }

  private get current(): Deck {
    return this.decks[this.at];
  }
  private get other(): Deck {
    return this.decks[this.at === 0 ? 1 : 0];
  }

  private deck(audio: HTMLAudioElement, place: 0 | 1, tokens: StreamTokens): Deck {
    const isCurrent = () => this.at === place;
    const engine = new Engine(audio, tokens, {
      onQualities: () => isCurrent() && this.listener.onQualities(),
      onBlocked: () => this.onBlocked(place),
      onFailure: (message) => (isCurrent() ? this.onFailure(message) : this.carryOut(handover.otherFailed(this.state))),
    });
    const { signal } = this.ended;
    const on = (name: keyof HTMLMediaElementEventMap, handler: () => void) => audio.addEventListener(name, handler, { signal });
    for (const name of ["timeupdate", "playing", "canplay", "progress", "ended", "durationchange"] as const) on(name, () => this.look());
    // Headsets, and the browser itself, know of one element only: the other follows.
    on("pause", () => isCurrent() && !audio.ended && this.hold());
    on("play", () => isCurrent() && this.goOn());
    on("playing", () => {
      this.decks[place].heard = true;
      if (isCurrent() && !handover.overlaps(this.state)) this.delay.started(audio);
    });
    on("seeking", () => {
      if (!isCurrent()) return;
      this.carryOut(handover.seeked(this.state, this.lastPosition, audio.currentTime));
      this.lastPosition = audio.currentTime;
      this.applyVolume();
      this.listener.onOverlap();
    });
    return { audio, engine };
  }

  private now(): handover.Look {
    const { audio, track } = this.current;
    const { audio: other } = this.other;
    const next = this.single ? null : this.listener.next();
    const duration = this.durationOf(track, audio);
    return {
      playing: !audio.paused && !audio.ended && !audio.seeking && audio.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA,
      position: audio.currentTime,
      duration,
      complete: audio.buffered.length > 0 && audio.buffered.end(audio.buffered.length - 1) >= duration - WHOLE,
      next: next && { key: next.id, duration: next.duration },
      ready: other.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && !other.seeking,
      otherPosition: other.currentTime,
      otherDone: other.ended,
      crossfade: this.fades ? this.listener.crossfade() : 0,
      lead: this.delay.seconds,
      thrifty: saveData(),
    };
  }

  /** The element's where it is whole, for it is exact; the track's own while its playlist grows. */
  private durationOf(track: Track | undefined, { duration }: HTMLAudioElement): number {
    const own = playingDuration(track, 0);
    return own > 0 && Number.isFinite(duration) && duration > own - WHOLE ? duration : own;
  }

  private carryOut({ state, orders }: handover.Step): void {
    this.state = state;
    for (const order of orders) this.obey(order);
  }

  private obey(order: handover.Order): void {
    const { current, other } = this;
    switch (order) {
      case "prepare": {
        const track = this.listener.next();
        if (!track) return;
        other.track = track;
        void other.engine.prepare(track, saveData());
        return;
      }
      case "start":
        if (this.state.phase === "falling") this.delay.joined(other.audio, current.audio);
        this.applyVolume();
        void other.engine.play();
        return;
      case "swap":
        this.at = this.at === 0 ? 1 : 0;
        this.lastPosition = this.audio.currentTime;
        this.applyVolume();
        return;
      case "rewind":
        other.engine.pause();
        other.engine.seek(0);
        return;
      case "empty":
        this.empty(other);
        this.applyVolume();
    }
  }

  private empty(deck: Deck): void {
    if (!deck.track) return;
    deck.track = undefined;
    deck.engine.stop();
  }

  /** In the middle of a fade both rest. */
  private hold(): void {
    if (!handover.overlaps(this.state) || this.other.audio.paused) return;
    this.held = true;
    this.other.engine.pause();
  }

  private goOn(): void {
    if (this.held && handover.overlaps(this.state)) void this.other.engine.play();
    this.held = false;
  }

  private onFailure(message: string): void {
    this.carryOut(handover.dropped(this.state));
    this.listener.onOverlap();
    this.listener.onFailure(message);
  }

  /** Where the browser lets only one of the two begin without a click, that one plays everything. */
  private onBlocked(place: 0 | 1): void {
    const { track, heard } = this.decks[place];
    if (this.at !== place) {
      this.single ||= !heard;
      return this.carryOut(handover.otherFailed(this.state));
    }
    if (!track || heard || !this.other.heard) return this.listener.onBlocked();
    this.single = true;
    this.at = this.at === 0 ? 1 : 0;
    this.load(track, 0);
    this.listener.onAgain();
  }

  /** Some browsers want a click for each element before it may make a sound: the first click counts for both. */
  private unlock(): void {
    if (this.touched) return;
    this.touched = true;
    this.other.audio.load();
  }
}
