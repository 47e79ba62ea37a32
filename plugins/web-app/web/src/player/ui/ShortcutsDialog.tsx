import { Kbd } from "@mantine/core";
import { Dialog } from "@/ui/Dialog";
import { useSettings } from "../settings";
import { useShortcutHelp } from "../shortcuts";
import classes from "./ShortcutsDialog.module.css";

const KEYS = [
  ["Play or pause", ["Space", "K"]],
  ["5 seconds back, on", ["←", "→"]],
  ["10 seconds back, on", ["J", "L"]],
  ["To a tenth of the track", ["0", "…", "9"]],
  ["Next, previous track", ["N", "P"]],
  ["Shuffle", ["S"]],
  ["Repeat all, this track, nothing", ["R"]],
  ["Mute", ["M"]],
  ["Louder, quieter", ["⇧ ↑", "⇧ ↓"]],
  ["This list", ["?"]],
] as const;

export function ShortcutsDialog() {
  const opened = useShortcutHelp((state) => state.opened);
  const shortcuts = useSettings((state) => state.shortcuts);
  return (
    <Dialog title="Keyboard shortcuts" opened={opened} onClose={() => useShortcutHelp.setState({ opened: false })}>
      {!shortcuts && <p className={classes.note}>They are switched off in the player’s settings.</p>}
      <dl className={classes.keys}>
        {KEYS.map(([does, keys]) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>{keys.map((key) => (key === "…" ? " … " : <Kbd key={key}>{key}</Kbd>))}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
