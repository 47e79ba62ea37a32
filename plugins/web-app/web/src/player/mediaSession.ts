import { useEffect } from "react";
import { byline } from "@/format/byline";
import { player } from "./controller";
import { selectDuration, selectTrack } from "./duration";
import { coverUrl } from "./mediaUrls";
import { usePlayer } from "./playerStore";

const HANDLERS: [MediaSessionAction, MediaSessionActionHandler][] = [
  ["play", () => player.resume()],
  ["pause", () => player.pause()],
  ["previoustrack", () => player.previous()],
  ["nexttrack", () => player.next()],
  ["seekbackward", ({ seekOffset }) => player.seekBy(-(seekOffset ?? 10))],
  ["seekforward", ({ seekOffset }) => player.seekBy(seekOffset ?? 10)],
  ["seekto", ({ seekTime }) => seekTime != null && player.seek(seekTime)],
];

/** The lock screen, headset buttons and media keys of the listener's device. */
export function useMediaSession(): void {
  const track = usePlayer(selectTrack);
  const duration = usePlayer(selectDuration);
  const status = usePlayer((state) => state.status);
  const second = usePlayer((state) => Math.floor(state.position));

  useEffect(() => {
    if (!("mediaSession" in navigator)) return undefined;
    for (const [action, handler] of HANDLERS) navigator.mediaSession.setActionHandler(action, handler);
    return () => {
      for (const [action] of HANDLERS) navigator.mediaSession.setActionHandler(action, null);
    };
  }, []);

  useEffect(() => {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.metadata = track
      ? new MediaMetadata({
          title: track.title,
          artist: byline(track),
          album: track.album ?? "",
          artwork: track.has_cover ? [{ src: coverUrl(track.id, 512) }] : [],
        })
      : null;
  }, [track]);

  useEffect(() => {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.playbackState =
      status === "idle" ? "none" : status === "playing" || status === "loading" ? "playing" : "paused";
    if (duration > 0 && second <= duration) {
      navigator.mediaSession.setPositionState?.({ duration, position: second, playbackRate: 1 });
    }
  }, [status, duration, second]);
}
