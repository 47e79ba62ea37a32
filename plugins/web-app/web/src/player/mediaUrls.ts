import { apiUrl } from "@/api/apiUrl";

const base = (trackId: string) => apiUrl(`/api/v1/tracks/${encodeURIComponent(trackId)}`);

export const masterUrl = (trackId: string) => `${base(trackId)}/hls/master.m3u8`;
export const originalUrl = (trackId: string) => `${base(trackId)}/stream`;
export const coverUrl = (trackId: string, size?: number) => `${base(trackId)}/cover${size ? `?size=${size}` : ""}`;

/** The sizes that the server makes of a cover, for the browser to choose from. */
export const coverSizes = (trackId: string) => [64, 256, 512, 1024].map((size) => `${coverUrl(trackId, size)} ${size}w`).join(", ");

/** The same URL with this stream token in place of the one it had, if any. */
export function withToken(url: string, token: string, origin: string = window.location.origin): string {
  const parsed = new URL(url, origin);
  parsed.searchParams.set("token", token);
  return parsed.href;
}

/** "medium" from `…/hls/medium/playlist.m3u8?token=…`; undefined for any other URL. */
export function qualityOf(playlistUrl: string): string | undefined {
  return /\/hls\/([^/?#]+)\/playlist\.m3u8/.exec(playlistUrl)?.[1];
}
