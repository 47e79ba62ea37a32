import type { HlsConfig } from "hls.js";
import { withToken } from "./mediaUrls";

/** A stream token for the URL about to be requested; undefined for tracks that need none. */
export type TokenSource = () => Promise<string | undefined>;

/** Seconds to fetch in advance: enough for a bad connection, not an album side nobody may listen to. */
export function bufferSizes(ahead: number) {
  return { maxBufferLength: ahead, maxMaxBufferLength: 2 * ahead };
}

export function hlsConfig(startAt: number, ahead: number, token: TokenSource): Partial<HlsConfig> {
  return {
    // A playlist that still grows would otherwise start at its live edge.
    startPosition: startAt,
    // Nothing to repackage in fragmented MP4; a worker would only add a start-up delay.
    enableWorker: false,
    ...bufferSizes(ahead),
    backBufferLength: 60,
    // Every request carries the token of the moment, so a track longer than a token's life plays on.
    xhrSetup: async (xhr, url) => {
      const current = await token();
      xhr.open("GET", current ? withToken(url, current) : url, true);
    },
  };
}
