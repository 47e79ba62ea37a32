import { useEffect } from "react";
import { player } from "./controller";
import { usePlayer } from "./playerStore";
import { useSettings } from "./settings";

const STEP = 5;
const VOLUME_STEP = 0.05;

/** Elements that have their own use for these keys. */
const OWN_KEYS =
  "input, textarea, select, button, a[href], summary, [contenteditable], [role=slider], [role=menu], [role=dialog], [role=listbox], [role=radio], [role=option]";

/** Whether a key pressed at `target` is meant for the page and not for a control. */
export function isFree(target: EventTarget | null): boolean {
  return !(target instanceof Element) || target.closest(OWN_KEYS) === null;
}

const ACTIONS: Record<string, () => void> = {
  " ": () => player.toggle(),
  k: () => player.toggle(),
  m: () => player.toggleMute(),
  ArrowLeft: () => player.seekBy(-STEP),
  ArrowRight: () => player.seekBy(STEP),
  "Shift+ArrowUp": () => player.setVolume(useSettings.getState().volume + VOLUME_STEP),
  "Shift+ArrowDown": () => player.setVolume(useSettings.getState().volume - VOLUME_STEP),
  "Shift+N": () => player.next(),
  "Shift+P": () => player.previous(),
};

/** What a key press means to the player; undefined when it means nothing. */
export function actionOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  return ACTIONS[event.shiftKey ? `Shift+${event.key}` : event.key];
}

/** Keys for the whole page while something is in the player. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !useSettings.getState().shortcuts || !isFree(event.target)) return;
      if (usePlayer.getState().queue.index < 0) return;
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
