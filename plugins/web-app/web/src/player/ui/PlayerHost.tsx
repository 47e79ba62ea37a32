import { useEffect, useRef } from "react";
import { connect } from "../controller";
import { useMediaSession } from "../mediaSession";
import { usePlayReports } from "@/listening/usePlayReports";
import { useEndless } from "../radio";
import { useShortcuts } from "../shortcuts";
import { useSleep } from "../useSleep";

/** The page's one audio element. It outlives every route, and so does the music. */
export function PlayerHost() {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => (audio.current ? connect(audio.current) : undefined), []);
  useShortcuts();
  useMediaSession();
  usePlayReports();
  useEndless();
  useSleep();
  // Music has no captions; lyrics would be text on the track page.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={audio} data-testid="audio" preload="auto" />;
}
