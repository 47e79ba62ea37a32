/** What `POST /auth/stream-token` answers: good for one user, one track and `expires_in` seconds. */
export interface IssuedToken {
  token: string;
  expires_in: number;
}

interface Held {
  token: string;
  issuedAt: number;
  expiresAt: number;
}

/** From this part of its life on a token is renewed behind the listener's back. */
const RENEW_AT = 0.6;
/** A token this close to its end (ms) is not handed out: the request could arrive too late. */
const SAFETY = 15_000;

/**
 * Keeps one stream token per track and renews it before it runs out, so that a long track
 * never stops in the middle. `issue` is called at most once at a time for a track.
 */
export class StreamTokens {
  private readonly held = new Map<string, Held>();
  private readonly pending = new Map<string, Promise<string>>();

  constructor(
    private readonly issue: (trackId: string) => Promise<IssuedToken>,
    private readonly now: () => number = Date.now,
  ) {}

  /** A token with some life left; rejects only when there is none and none can be had. */
  async get(trackId: string): Promise<string> {
    const held = this.held.get(trackId);
    const now = this.now();
    if (!held || held.expiresAt - now < SAFETY) return this.renew(trackId);
    if (now - held.issuedAt > RENEW_AT * (held.expiresAt - held.issuedAt)) {
      // The present token still serves; the next request tries again should this fail.
      this.renew(trackId).catch(() => undefined);
    }
    return held.token;
  }

  /** Forgets a token the server refused. */
  drop(trackId: string): void {
    this.held.delete(trackId);
  }

  private renew(trackId: string): Promise<string> {
    const running = this.pending.get(trackId);
    if (running) return running;
    const issuedAt = this.now();
    const request = this.issue(trackId)
      .then(({ token, expires_in }) => {
        this.held.set(trackId, { token, issuedAt, expiresAt: issuedAt + expires_in * 1000 });
        return token;
      })
      .finally(() => this.pending.delete(trackId));
    this.pending.set(trackId, request);
    return request;
  }
}
