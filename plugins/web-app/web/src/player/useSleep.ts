import { useEffect } from "react";
import { player } from "./controller";
import { fadeAt, useSleepTimer } from "./sleepTimer";

/** Lets the music go when the time has come that was set. */
export function useSleep(): void {
  const until = useSleepTimer((state) => state.until);
  useEffect(() => {
    if (until === null) return undefined;
    const watch = window.setInterval(() => {
      const left = until - Date.now();
      if (left > 0) return player.setFade(fadeAt(left));
      player.pause();
      useSleepTimer.getState().set(null);
    }, 250);
    return () => {
      window.clearInterval(watch);
      player.setFade(1);
    };
  }, [until]);
}
