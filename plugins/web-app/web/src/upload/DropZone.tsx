import { Button } from "@mantine/core";
import { UploadCloud } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { sizeLimit } from "@/format/bytes";
import classes from "./DropZone.module.css";

// Only a hint for the file dialog: the server looks at the content, not at the name.
const ACCEPT = "audio/*,.wav,.flac,.mp3,.m4a,.aac,.ogg,.oga,.opus,.aif,.aiff";

interface DropZoneProps {
  limit?: number;
  onFiles: (files: File[]) => void;
}

export function DropZone({ limit, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  // Entering a child fires before leaving its parent, so both are counted.
  const [depth, setDepth] = useState(0);

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setDepth(0);
    onFiles([...event.dataTransfer.files]);
  };

  return (
    // Dropping is for the mouse; the button inside does the same for everybody.
    <div
      className={classes.zone}
      data-over={depth > 0 || undefined}
      onDragEnter={(event) => {
        event.preventDefault();
        setDepth((before) => before + 1);
      }}
      onDragLeave={() => setDepth((before) => Math.max(0, before - 1))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      <UploadCloud size={44} strokeWidth={1.5} aria-hidden className={classes.icon} />
      <p className={classes.title}>Drop your tracks here</p>
      <p className={classes.hint}>
        WAV, FLAC, MP3, M4A, OGG, Opus or AIFF{limit ? `, up to ${sizeLimit(limit)} each` : ""}
      </p>
      <Button size="md" onClick={() => input.current?.click()}>
        Choose files
      </Button>
      <input
        ref={input}
        className={classes.input}
        type="file"
        accept={ACCEPT}
        multiple
        tabIndex={-1}
        aria-label="Audio files"
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // Choosing the same file again should be noticed.
          currentTarget.value = "";
        }}
      />
    </div>
  );
}
