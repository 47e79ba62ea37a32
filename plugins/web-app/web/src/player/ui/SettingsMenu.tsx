import { ActionIcon, Kbd } from "@mantine/core";
import { SlidersHorizontal } from "lucide-react";
import { Panel } from "@/ui/Panel";
import { Toggles } from "@/ui/Toggles";
import { useSettings } from "../settings";
import classes from "./SettingsMenu.module.css";
import { SleepSelect } from "./SleepSelect";

const TOGGLES = [
  { key: "normalise", label: "Even out loudness" },
  { key: "muted", label: "Mute" },
  { key: "shortcuts", label: "Keyboard shortcuts" },
] as const;

const KEYS = [
  ["Space", "Play or pause"],
  ["← →", "5 seconds back or on"],
  ["⇧ ↑ ↓", "Louder, quieter"],
  ["⇧ N P", "Next, previous"],
  ["M", "Mute"],
] as const;

export function SettingsMenu() {
  const settings = useSettings();
  return (
    <Panel
      label="Player settings"
      position="top-end"
      width={260}
      target={
        <ActionIcon size={36} aria-label="Player settings">
          <SlidersHorizontal size={18} aria-hidden />
        </ActionIcon>
      }
    >
      <Toggles toggles={TOGGLES} values={settings} onChange={(key, on) => useSettings.setState({ [key]: on })} />
      <SleepSelect />
      {settings.shortcuts && (
        <dl className={classes.keys}>
          {KEYS.map(([key, does]) => (
            <div key={key}>
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}
