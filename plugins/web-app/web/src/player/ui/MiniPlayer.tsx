import { ActionIcon } from "@mantine/core";
import { PictureInPicture2 } from "lucide-react";
import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import type { Track } from "@/api/types";
import { Artwork } from "@/brand/Artwork";
import { byline } from "@/format/byline";
import { toast } from "@/ui/toast";
import classes from "./MiniPlayer.module.css";
import { hasMiniWindow, openMiniWindow } from "./miniWindow";
import { SeekBar } from "./SeekBar";
import { Transport } from "./Transport";

/** The player in a small window of its own that stays above others; no button where the browser has no such thing. */
export function MiniPlayer({ track }: { track: Track }) {
  const [mini, setMini] = useState<Window>();
  useEffect(() => {
    if (!mini) return undefined;
    const closed = () => setMini(undefined);
    mini.addEventListener("pagehide", closed);
    return () => {
      mini.removeEventListener("pagehide", closed);
      mini.close();
    };
  }, [mini]);
  if (!hasMiniWindow()) return null;
  const open = async () => {
    try {
      setMini(mini ? undefined : await openMiniWindow(340, 148));
    } catch {
      toast("The browser did not open the mini player.");
    }
  };
  return (
    <>
      <ActionIcon className={classes.button} size={36} aria-label="Mini player" aria-pressed={mini !== undefined} onClick={() => void open()}>
        <PictureInPicture2 size={18} aria-hidden />
      </ActionIcon>
      {mini &&
        createPortal(
          <main className={classes.mini} aria-label="Mini player">
            <span className={classes.art}>
              <Artwork track={track} key={track.id} />
            </span>
            <div className={classes.text}>
              <strong className={classes.title}>{track.title}</strong>
              <span className={classes.artist}>{byline(track)}</span>
            </div>
            <Transport />
            <SeekBar />
          </main>,
          mini.document.body,
        )}
    </>
  );
}
