import { useQuery } from "@tanstack/react-query";
import { lyricsQuery } from "@/api/queries/browse";
import type { Track } from "@/api/types";
import { selectTrack } from "@/player/duration";
import { usePlayer } from "@/player/playerStore";
import classes from "./Lyrics.module.css";
import { lineAt } from "./lyricsAt";
import { playFrom } from "./playFrom";

interface SyncedProps {
  track: Track;
  language: string;
  lines: readonly { time: number; text: string }[];
}

/** The line that is sung stands out; pressing one plays from there. */
function Synced({ track, language, lines }: SyncedProps) {
  const current = usePlayer((state) => (selectTrack(state)?.id === track.id ? lineAt(lines, state.position) : -1));
  return (
    <ol className={classes.lines} lang={language || undefined} aria-label="Lyrics, by time">
      {lines.map(({ time, text }, at) => (
        <li key={at}>
          {text.trim() === "" ? (
            <span className={classes.pause} aria-hidden>
              ♪
            </span>
          ) : (
            <button type="button" className={classes.line} aria-current={at === current ? "true" : undefined} onClick={() => playFrom(track, time)}>
              {text}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

export function Lyrics({ track }: { track: Track }) {
  const { data } = useQuery(lyricsQuery(track.id));
  const synced = data?.synced[0];
  const plain = data?.plain[0];
  if (!synced && !plain) return null;
  return (
    <section className={classes.lyrics} aria-labelledby="lyrics">
      <h2 id="lyrics" className={classes.title}>
        Lyrics
      </h2>
      {synced ? (
        <Synced track={track} language={synced.language} lines={synced.lines} />
      ) : (
        <p className={classes.plain} lang={plain?.language || undefined}>
          {plain?.text}
        </p>
      )}
    </section>
  );
}
