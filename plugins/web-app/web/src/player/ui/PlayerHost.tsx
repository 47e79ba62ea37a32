import { useEffect, useRef } from "react";
import { connect } from "../controller";
import { useMediaSession } from "../mediaSession";
import { usePlayReports } from "@/listening/usePlayReports";
import { usePlayer } from "../playerStore";
import { useEndless } from "../radio";
import { useShortcuts } from "../shortcuts";
import { useSleep } from "../useSleep";
import { ShortcutsDialog } from "./ShortcutsDialog";

/** The page's two audio elements, which take turns. They outlive every route, and so does the music. */
export function PlayerHost() {
  const first = useRef<HTMLAudioElement>(null);
  const second = useRef<HTMLAudioElement>(null);
  const deck = usePlayer((state) => state.deck);
  useEffect(() => (first.current && second.current ? connect([first.current, second.current]) : undefined), []);
  useShortcuts();
  useMediaSession();
  usePlayReports();
  useEndless();
  useSleep();
  // Music has no captions; lyrics are text on the track page.
  return (
    <>
      {[first, second].map((audio, place) => (
        // eslint-disable-next-line jsx-a11y/media-has-caption
        <audio key={place} ref={audio} data-testid={place === deck ? "audio" : "audio-waiting"} preload="auto" />
      ))}
      <ShortcutsDialog />
    </>
  );
}
