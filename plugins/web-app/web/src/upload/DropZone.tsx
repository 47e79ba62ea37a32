import { Button } from "@mantine/core";
import { UploadCloud } from "lucide-react";
import { useRef, useState, type DragEvent } from "react";
import { sizeLimit } from "@/format/bytes";
import { audioOf, droppedFiles } from "./chosenFiles";
import classes from "./DropZone.module.css";

// Only a hint for the file dialog: the server looks at the content, not at the name.
const ACCEPT = "audio/*,.wav,.flac,.mp3,.m4a,.aac,.ogg,.oga,.opus,.aif,.aiff";

// No element of the page: React's types do not know the attribute, and the button says all there is to say.
function chooseFolder(onFiles: (files: File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.webkitdirectory = true;
  input.addEventListener("change", () => onFiles(audioOf(input.files ?? [])), { once: true });
  input.click();
}

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
    void droppedFiles(event.dataTransfer).then(onFiles);
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
      <p className={classes.title}>Drop your tracks, or folders of them, here</p>
      <p className={classes.hint}>
        WAV, FLAC, MP3, M4A, OGG, Opus or AIFF{limit ? `, up to ${sizeLimit(limit)} each` : ""}
      </p>
      <div className={classes.buttons}>
        <Button size="md" onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <Button size="md" variant="default" onClick={() => chooseFolder(onFiles)}>
          Choose a folder
        </Button>
      </div>
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
