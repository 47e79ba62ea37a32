import type { ReactNode } from "react";
import type { Track } from "@/api/types";
import { formatName, sourceSummary } from "@/format/audio";
import { fileSize } from "@/format/bytes";
import { calendarDate, clock } from "@/format/time";
import classes from "./TrackDetails.module.css";

function decibels(gain: number): string {
  return `${gain > 0 ? "+" : ""}${gain.toFixed(1)} dB`;
}

function factsOf(track: Track): [string, ReactNode][] {
  const { loudness } = track;
  return [
    ["Album artist", track.album_artist],
    ["Year", track.year],
    ["Track", track.track_number && [track.disc_number && `disc ${track.disc_number}`, track.track_number].filter(Boolean).join(", ")],
    ["Tempo", track.bpm && `${Math.round(track.bpm)} BPM${track.bpm_detected ? ", detected" : ""}`],
    ["Key", track.musical_key && `${[track.musical_key, track.camelot].filter(Boolean).join(" · ")}${track.key_detected ? ", detected" : ""}`],
    ["Tags", track.tags.join(", ")],
    ["Plays", track.play_count > 0 && track.play_count],
    ["Length", track.duration && clock(track.duration)],
    ["Uploaded file", `${formatName(track.content_type)}, ${fileSize(track.file_size)}`],
    ["Source", sourceSummary(track)],
    ["Loudness", loudness && `${loudness.integrated_lufs.toFixed(1)} LUFS, evened out by ${decibels(loudness.gain_db)}`],
    ["Dynamics", loudness && `${loudness.range_lu.toFixed(1)} LU range, ${loudness.true_peak_dbtp.toFixed(1)} dBTP peak`],
    ["Licence", track.licence],
    ["ISRC", track.isrc],
    ["Added", calendarDate(track.created_at)],
  ];
}

export function TrackDetails({ track }: { track: Track }) {
  return (
    <section className={classes.details} aria-labelledby="about">
      <h2 id="about" className={classes.title}>
        About this track
      </h2>
      <dl className={classes.facts}>
        {factsOf(track)
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className={classes.fact}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
