import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/errors";
import { previewQuery } from "@/api/queries/playlists";
import type { SmartRules } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { clock } from "@/format/time";
import classes from "./Smart.module.css";

const PAUSE = 350;
const SHOWN = 12;

function howMany(total: number): string {
  return total === 0 ? "Nothing fits these rules now" : total === 1 ? "1 track fits" : `${total} tracks fit`;
}

function Found({ rules }: { rules: SmartRules }) {
  const { data, error, isPlaceholderData } = useQuery(previewQuery(rules));
  if (error && !data) return <p className={classes.hint}>{messageOf(error)}</p>;
  if (!data) return <p className={classes.hint}>Looking…</p>;
  return (
    <div className={classes.found} data-stale={isPlaceholderData || undefined}>
      <p role="status" className={classes.total}>
        {howMany(data.meta.total)}
      </p>
      {data.data.length > 0 && (
        <ol className={classes.tracks} aria-label="What the rules choose">
          {data.data.slice(0, SHOWN).map((track) => (
            <li key={track.id} className={classes.track}>
              <span className={classes.art}>
                <Artwork track={track} width="40px" />
              </span>
              <span className={classes.names}>
                <span className={classes.title}>{track.title}</span>
                <span className={classes.by}>{byline(track)}</span>
              </span>
              <span className={classes.by}>{clock(track.duration)}</span>
            </li>
          ))}
        </ol>
      )}
      {data.meta.total > SHOWN && <p className={classes.hint}>and {data.meta.total - SHOWN} more</p>}
    </div>
  );
}

/** What the rules choose as they are now, a moment after the last change. */
export function Preview({ rules }: { rules: SmartRules | undefined }) {
  const [settled] = useDebouncedValue(rules, PAUSE);
  return (
    <section className={classes.preview} aria-labelledby="preview">
      <h2 id="preview" className={classes.heading}>
        Preview
      </h2>
      {settled ? <Found rules={settled} /> : <p className={classes.hint}>Fill in a rule to see what it chooses.</p>}
    </section>
  );
}
