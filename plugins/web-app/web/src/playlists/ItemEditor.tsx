import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon } from "@mantine/core";
import { GripVertical, X } from "lucide-react";
import { messageOf } from "@/api/errors";
import { useMoveItem, useRemoveItem } from "@/api/queries/playlists";
import type { PlaylistItem, Track } from "@/api/types";
import { SortableList } from "@/ui/SortableList";
import { toast } from "@/ui/toast";
import { ItemContent, tracksOf, useIsCurrent } from "./ItemRow";
import classes from "./Playlists.module.css";

const nameOf = (item: PlaylistItem | undefined) => item?.track?.title ?? "a track that you may not hear";

interface SortableRowProps {
  item: PlaylistItem;
  list: readonly Track[];
  onRemove: () => void;
}

function SortableRow({ item, list, onRemove }: SortableRowProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: item.id });
  return (
    <li
      ref={setNodeRef}
      className={classes.item}
      data-current={useIsCurrent(item) || undefined}
      data-lifted={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <ItemContent
        item={item}
        list={list}
        before={
          <ActionIcon
            ref={setActivatorNodeRef}
            className={classes.handle}
            variant="subtle"
            color="gray"
            size={36}
            {...attributes}
            {...listeners}
            aria-label={`Move ${nameOf(item)}`}
          >
            <GripVertical size={18} aria-hidden />
          </ActionIcon>
        }
        after={
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Remove ${nameOf(item)} from this playlist`} onClick={onRemove}>
            <X size={18} aria-hidden />
          </ActionIcon>
        }
      />
    </li>
  );
}

/** The tracks of a playlist, ordered by dragging, or by Space, arrow keys and Space again. */
export function ItemEditor({ playlistId, items }: { playlistId: string; items: readonly PlaylistItem[] }) {
  const move = useMoveItem(playlistId);
  const remove = useRemoveItem(playlistId);
  const list = tracksOf(items);
  const onError = (error: unknown) => toast(messageOf(error));
  const moveTo = (from: number, to: number) => {
    const moved = items[from];
    const rest = items.filter((_, at) => at !== from);
    if (moved) move.mutate({ itemId: moved.id, after: to === 0 ? null : (rest[to - 1]?.id ?? null) }, { onError });
  };
  return (
    <SortableList ids={items.map(({ id }) => id)} nameOf={(at) => nameOf(items[at])} onMove={moveTo}>
      <ol className={classes.items} aria-label="Tracks">
        {items.map((item) => (
          <SortableRow key={item.id} item={item} list={list} onRemove={() => remove.mutate(item.id, { onError })} />
        ))}
      </ol>
    </SortableList>
  );
}
