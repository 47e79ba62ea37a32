import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon, Button } from "@mantine/core";
import { GripVertical, ListMusic, X } from "lucide-react";
import type { Track } from "@/api/types";
import { byline } from "@/format/byline";
import { Panel } from "@/ui/Panel";
import { SortableList } from "@/ui/SortableList";
import { Toggles } from "@/ui/Toggles";
import { player } from "../controller";
import { usePlayer } from "../playerStore";
import { moveUpcoming, removeUpcoming, upcoming, withoutUpcoming, type Queue } from "../queue";
import { useRadio } from "../radio";
import { useSettings } from "../settings";
import { RepeatButton, ShuffleButton } from "./PlayModes";
import classes from "./QueuePanel.module.css";

interface Line {
  /** A track may stand in a queue twice. */
  key: string;
  track: Track;
}

function linesOf(queue: Queue): Line[] {
  const seen = new Map<string, number>();
  return upcoming(queue).map((track) => {
    const count = (seen.get(track.id) ?? 0) + 1;
    seen.set(track.id, count);
    return { key: `${track.id} ${count}`, track };
  });
}

function QueueLine({ line: { key, track }, at }: { line: Line; at: number }) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: key });
  const why = useRadio((state) => state.reasons[track.id]);
  return (
    <li
      ref={setNodeRef}
      className={classes.line}
      data-lifted={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <ActionIcon
        ref={setActivatorNodeRef}
        className={classes.handle}
        variant="subtle"
        color="gray"
        size={32}
        {...attributes}
        {...listeners}
        aria-label={`Move ${track.title}`}
      >
        <GripVertical size={16} aria-hidden />
      </ActionIcon>
      <button type="button" className={classes.names} onClick={() => player.playUpcoming(at)}>
        <span className={classes.title}>{track.title}</span>
        <span className={classes.facts}>{why ?? byline(track)}</span>
      </button>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={`Remove ${track.title} from the queue`}
        onClick={() => player.setQueue(removeUpcoming(usePlayer.getState().queue, at))}
      >
        <X size={16} aria-hidden />
      </ActionIcon>
    </li>
  );
}

function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <SortableList
      ids={lines.map(({ key }) => key)}
      nameOf={(at) => lines[at]?.track.title ?? "The track"}
      onMove={(from, to) => player.setQueue(moveUpcoming(usePlayer.getState().queue, from, to))}
    >
      <ol className={classes.lines} aria-label="Up next">
        {lines.map((line, at) => (
          <QueueLine key={line.key} line={line} at={at} />
        ))}
      </ol>
    </SortableList>
  );
}

const TOGGLES = [{ key: "endless", label: "Go on with similar tracks" }] as const;

/** What plays next: in another order, without some of it, or from here on. */
export function QueuePanel() {
  const queue = usePlayer((state) => state.queue);
  const endless = useSettings((state) => state.endless);
  const lines = linesOf(queue);
  return (
    <Panel
      label="Up next"
      position="top-end"
      width={340}
      target={
        <ActionIcon size={36} aria-label="Up next">
          <ListMusic size={18} aria-hidden />
        </ActionIcon>
      }
    >
      <div className={classes.modes}>
        <ShuffleButton />
        <RepeatButton />
      </div>
      <Toggles toggles={TOGGLES} values={{ endless }} onChange={(key, on) => useSettings.setState({ [key]: on })} />
      {lines.length > 0 ? (
        <>
          <Lines lines={lines} />
          <Button
            variant="subtle"
            color="gray"
            size="xs"
            fullWidth
            onClick={() => player.setQueue(withoutUpcoming(usePlayer.getState().queue))}
          >
            Clear
          </Button>
        </>
      ) : (
        <p className={classes.empty}>Nothing comes after this track.</p>
      )}
    </Panel>
  );
}
