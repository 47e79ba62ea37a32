import { useEffect } from "react";
import { create } from "zustand";
import { toast } from "@/ui/toast";
import { player } from "./controller";
import { selectDuration } from "./duration";
import { usePlayer } from "./playerStore";
import { useSettings } from "./settings";

const STEP = 5;
const LONG_STEP = 10;
const VOLUME_STEP = 0.05;

/** The list of the keys, for whoever asks by "?". */
export const useShortcutHelp = create<{ opened: boolean }>()(() => ({ opened: false }));

/** What writes text, finds by letters or lies above the page has its own use for every key. */
const TAKES_ALL =
  "textarea, select, [contenteditable], [role=textbox], [role=combobox], [role=menu], [role=dialog], [role=listbox], " +
  "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit], [type=file])";
const TAKES_SPACE = "button, input, a[href], summary, [role=button], [role=slider], [role=radio], [role=option], [role=tab]";
const TAKES_ARROWS = "input, [role=slider], [role=radio], [role=option], [role=tab], [aria-roledescription]";

/** Whether `key`, pressed at `target`, is meant for the page and not for a control. */
export function isFree(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return true;
  const takes = [TAKES_ALL, ...(key === " " ? [TAKES_SPACE] : []), ...(key.startsWith("Arrow") ? [TAKES_ARROWS] : [])];
  return target.closest(takes.join()) === null;
}

const REPEATS = { off: "Repeat is off", all: "Repeats all tracks", one: "Repeats this track" } as const;

const ACTIONS: Record<string, () => void> = {
  " ": () => player.toggle(),
  k: () => player.toggle(),
  j: () => player.seekBy(-LONG_STEP),
  l: () => player.seekBy(LONG_STEP),
  ArrowLeft: () => player.seekBy(-STEP),
  ArrowRight: () => player.seekBy(STEP),
  n: () => player.next(),
  p: () => player.previous(),
  m: () => player.toggleMute(),
  "Shift+ArrowUp": () => player.setVolume(useSettings.getState().volume + VOLUME_STEP),
  "Shift+ArrowDown": () => player.setVolume(useSettings.getState().volume - VOLUME_STEP),
  s: () => {
    player.toggleShuffle();
    toast(useSettings.getState().shuffle ? "Shuffle is on" : "Shuffle is off");
  },
  r: () => {
    player.toggleRepeat();
    toast(REPEATS[useSettings.getState().repeat]);
  },
  "?": () => useShortcutHelp.setState({ opened: true }),
};

/** 0 … 9 are tenths of the track. */
function tenth(digit: string): () => void {
  return () => player.seek((selectDuration(usePlayer.getState()) * Number(digit)) / 10);
}

/** What a key press means to the player; undefined when it means nothing. */
export function actionOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">) {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  if (/^\d$/.test(event.key)) return tenth(event.key);
  // A letter is itself with the shift key and with the lock, too; some signs need one of them.
  if (event.key.length === 1) return ACTIONS[event.key.toLowerCase()];
  return ACTIONS[event.shiftKey ? `Shift+${event.key}` : event.key];
}

/** Keys for the whole page while something is in the player. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || !useSettings.getState().shortcuts || !isFree(event.target, event.key)) return;
      if (usePlayer.getState().queue.index < 0 && event.key !== "?") return;
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
