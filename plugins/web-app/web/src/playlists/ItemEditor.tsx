import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type Announcements, type DragEndEvent } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon } from "@mantine/core";
import { GripVertical, X } from "lucide-react";
import { useRef } from "react";
import { messageOf } from "@/api/errors";
import { useMoveItem, useRemoveItem } from "@/api/queries/playlists";
import type { PlaylistItem, Track } from "@/api/types";
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
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const list = tracksOf(items);
  const place = (id: string | number | undefined) => items.findIndex((item) => item.id === id);
  const say = (id: string | number) => nameOf(items[place(id)]);
  const onError = (error: unknown) => toast(messageOf(error));

  const drop = ({ active, over }: DragEndEvent) => {
    const [from, to] = [place(active.id), place(over?.id)];
    if (from < 0 || to < 0 || from === to) return;
    const rest = items.filter((_, at) => at !== from);
    move.mutate({ itemId: String(active.id), after: to === 0 ? null : (rest[to - 1]?.id ?? null) }, { onError });
  };
  // A track is over itself as soon as it is picked up, which is nothing to say over what was just said.
  const last = useRef<string | number>(undefined);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      last.current = active.id;
      return `Picked up ${say(active.id)}, number ${place(active.id) + 1} of ${items.length}.`;
    },
    onDragOver: ({ active, over }) => {
      if (!over || over.id === last.current) return undefined;
      last.current = over.id;
      return `${say(active.id)} is now number ${place(over.id) + 1} of ${items.length}.`;
    },
    onDragEnd: ({ active, over }) => `${say(active.id)} was dropped${over ? ` as number ${place(over.id) + 1} of ${items.length}` : ""}.`,
    onDragCancel: ({ active }) => `${say(active.id)} is back where it was.`,
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={drop}
      accessibility={{
        announcements,
        screenReaderInstructions: {
          draggable: "To move a track, press Space, move it with the arrow keys, and press Space again. Escape puts it back.",
        },
      }}
    >
      <SortableContext items={items.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className={classes.items} aria-label="Tracks">
          {items.map((item) => (
            <SortableRow key={item.id} item={item} list={list} onRemove={() => remove.mutate(item.id, { onError })} />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}
