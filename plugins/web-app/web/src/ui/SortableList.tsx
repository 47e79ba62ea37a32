import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
  type Announcements,
  type DragEndEvent,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useRef, type ReactNode } from "react";

interface SortableListProps {
  ids: readonly string[];
  /** What a line is called when it is spoken of. */
  nameOf: (at: number) => string;
  onMove: (from: number, to: number) => void;
  children: ReactNode;
}

/** Lines of tracks, ordered by dragging, or by Space, arrow keys and Space again. Each line uses dnd-kit's useSortable. */
export function SortableList({ ids, nameOf, onMove, children }: SortableListProps) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const place = (id: string | number | undefined) => ids.findIndex((each) => each === id);
  const say = (id: string | number) => nameOf(place(id));
  const number = (id: string | number) => `number ${place(id) + 1} of ${ids.length}`;

  const drop = ({ active, over }: DragEndEvent) => {
    const [from, to] = [place(active.id), place(over?.id)];
    if (from >= 0 && to >= 0 && from !== to) onMove(from, to);
  };
  // A track is over itself as soon as it is picked up, which is nothing to say over what was just said.
  const last = useRef<string | number>(undefined);
  const announcements: Announcements = {
    onDragStart: ({ active }) => {
      last.current = active.id;
      return `Picked up ${say(active.id)}, ${number(active.id)}.`;
    },
    onDragOver: ({ active, over }) => {
      if (!over || over.id === last.current) return undefined;
      last.current = over.id;
      return `${say(active.id)} is now ${number(over.id)}.`;
    },
    onDragEnd: ({ active, over }) => `${say(active.id)} was dropped${over ? ` as ${number(over.id)}` : ""}.`,
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
      <SortableContext items={[...ids]} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}
