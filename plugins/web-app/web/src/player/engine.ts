import type Hls from "hls.js";
import type { ErrorData, HlsConfig } from "hls.js";
import type { Track } from "@/api/types";
import { bufferSizes, hlsConfig, type TokenSource } from "./hlsConfig";
import { masterUrl, originalUrl, qualityOf, withToken } from "./mediaUrls";
import { AUTO, autoCap, isLossless, type Quality } from "./qualities";
import type { StreamTokens } from "./streamTokens";

export interface EngineListener {
  /** `qualities` or `playingQuality` have changed. */
  onQualities(): void;
  /** The browser wants a click before it lets a page make a sound. */
  onBlocked(): void;
  /** Playing cannot go on by itself; `message` is for the listener. */
  onFailure(message: string): void;
}

const HTTP_REASONS: Record<number, string> = {
  401: "Sign in to play this track.",
  403: "You may not play this track.",
  404: "This track is not ready to be played yet, or it is gone.",
  429: "Too many requests. Wait a moment and try again.",
};

/** Seconds that are fetched in advance of a track that plays, and of one that waits for its turn. */
const AHEAD = 30;
const AHEAD_WAITING = 12;
const AHEAD_THRIFTY = 4;

/**
 * Plays one track at a time through one audio element: hls.js where Media Source
 * Extensions exist, the browser's own HLS otherwise.
 */
export class Engine {
  qualities: readonly Quality[] = [];
  playingQuality: string | null = null;
  private hls: Hls | undefined;
  private loads = 0;
  private preferred = AUTO;
  private ahead = AHEAD;
  private recoveries = 0;
  /** Whether the listener still wants sound once loading is done. */
  private wanted = false;

  constructor(
    private readonly audio: HTMLAudioElement,
    private readonly tokens: StreamTokens,
    private readonly listener: EngineListener,
  ) {}

  /** Starts to play `track` from `startAt` seconds, whatever played before. */
  load(track: Track, startAt: number): Promise<void> {
    this.wanted = true;
    this.ahead = AHEAD;
    return this.open(track, startAt);
  }

  /** Fetches the beginning of `track`, for play() to be heard at once. */
  prepare(track: Track, thrifty: boolean): Promise<void> {
    this.wanted = false;
    this.ahead = thrifty ? AHEAD_THRIFTY : AHEAD_WAITING;
    return this.open(track, 0);
  }

  private async open(track: Track, startAt: number): Promise<void> {
    const load = ++this.loads;
    this.release();
    this.recoveries = 0;
    const token = async () => (track.visibility === "private" ? this.tokens.get(track.id) : undefined);
    try {
      // hls.js/light leaves out video-only parts: subtitles, DRM, alternate audio.
      const [{ default: HlsPlayer }] = await Promise.all([import("hls.js/light"), token()]);
      if (load !== this.loads) return;
      if (HlsPlayer.isSupported()) this.attach(HlsPlayer, track, hlsConfig(startAt, this.ahead, token), token);
      else await this.playNatively(masterUrl(track.id), startAt, token);
    } catch (error) {
      if (load === this.loads) this.listener.onFailure(error instanceof Error ? error.message : "Playing failed.");
    }
  }

  async play(): Promise<void> {
    this.wanted = true;
    this.ahead = AHEAD;
    if (this.hls) Object.assign(this.hls.config, bufferSizes(AHEAD));
    await this.playIfWanted();
  }

  pause(): void {
    this.wanted = false;
    this.audio.pause();
  }

  /** Goes to `seconds`, or as far as the track has been prepared by now. */
  seek(seconds: number): void {
    const { seekable } = this.audio;
    const end = seekable.length > 0 ? seekable.end(seekable.length - 1) : seconds;
    this.audio.currentTime = Math.max(0, Math.min(seconds, end));
  }

  /** `name` of a rendition, or "auto". Takes effect with the next segment. */
  setQuality(name: string): void {
    this.preferred = name;
    const { hls } = this;
    if (!hls) return;
    hls.nextLevel = hls.levels.findIndex((level) => qualityOf(level.url[0] ?? "") === name);
  }

  stop(): void {
    this.loads += 1;
    this.wanted = false;
    this.release();
    this.audio.removeAttribute("src");
    this.audio.load();
  }

  private async playIfWanted(): Promise<void> {
    if (!this.wanted) return;
    try {
      await this.audio.play();
    } catch (error) {
      // A new load interrupts an older play(); every other failure has its own event.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.listener.onBlocked();
    }
  }

  private release(): void {
    this.audio.onerror = null;
    this.hls?.destroy();
    this.hls = undefined;
    this.qualities = [];
    this.playingQuality = null;
    this.listener.onQualities();
  }

  private attach(HlsPlayer: typeof Hls, track: Track, config: Partial<HlsConfig>, token: TokenSource): void {
    const hls = new HlsPlayer(config);
    this.hls = hls;
    // Also after hls.js has started over with a new media source, which leaves the element paused.
    hls.on(HlsPlayer.Events.MEDIA_ATTACHED, () => void this.playIfWanted());
    hls.on(HlsPlayer.Events.MANIFEST_PARSED, () => this.readLevels(hls));
    hls.on(HlsPlayer.Events.LEVEL_SWITCHED, (_, { level }) => {
      this.playingQuality = qualityOf(hls.levels[level]?.url[0] ?? "") ?? null;
      this.listener.onQualities();
    });
    hls.on(HlsPlayer.Events.ERROR, (_, data) => this.onHlsError(hls, HlsPlayer, track, data, token));
    hls.loadSource(masterUrl(track.id));
    hls.attachMedia(this.audio);
  }

  private readLevels(hls: Hls): void {
    const qualities = hls.levels.map((level) => ({
      name: qualityOf(level.url[0] ?? "") ?? `${level.bitrate}`,
      // hls.js' own figure is the average, by which a quiet "high" may stand below "medium".
      bitrate: level.attrs.decimalInteger("BANDWIDTH"),
      lossless: isLossless(level.audioCodec),
    }));
    hls.autoLevelCapping = autoCap(qualities);
    const wanted = qualities.findIndex((quality) => quality.name === this.preferred);
    if (wanted >= 0) hls.loadLevel = wanted;
    this.qualities = [...qualities].sort((a, b) => a.bitrate - b.bitrate);
    this.listener.onQualities();
  }

  private onHlsError(hls: Hls, HlsPlayer: typeof Hls, track: Track, data: ErrorData, token: TokenSource): void {
    const status = data.response?.code ?? 0;
    if (status === 401 || status === 403) this.tokens.drop(track.id);
    if (!data.fatal || hls !== this.hls) return;

    if (data.details === HlsPlayer.ErrorDetails.MANIFEST_LOAD_ERROR && status === 404 && track.status === "ready") {
      // No HLS for this track (the transcoder is not installed): the file itself still plays.
      this.release();
      void this.playNatively(originalUrl(track.id), 0, token);
      return;
    }
    if (this.recoveries++ < 2 && this.recover(hls, HlsPlayer, data, status)) return;
    this.listener.onFailure(
      HTTP_REASONS[status] ??
        (data.type === HlsPlayer.ErrorTypes.NETWORK_ERROR
          ? "The connection was lost. Check your network and try again."
          : "Your browser could not decode this track."),
    );
  }

  /** True when another try is under way. */
  private recover(hls: Hls, HlsPlayer: typeof Hls, data: ErrorData, status: number): boolean {
    if (data.type === HlsPlayer.ErrorTypes.MEDIA_ERROR) {
      hls.recoverMediaError();
      return true;
    }
    if (data.type !== HlsPlayer.ErrorTypes.NETWORK_ERROR || status === 404 || hls.levels.length === 0) return false;
    hls.startLoad(this.audio.currentTime);
    return true;
  }

  private async playNatively(url: string, startAt: number, token: TokenSource): Promise<void> {
    const load = this.loads;
    const current = await token().catch(() => undefined);
    if (load !== this.loads) return;
    this.audio.onerror = () => this.listener.onFailure("Your browser cannot play this file.");
    this.audio.src = current ? withToken(url, current) : url;
    if (startAt > 0) {
      this.audio.addEventListener("loadedmetadata", () => this.seek(startAt), { once: true });
    }
    await this.playIfWanted();
  }
}
