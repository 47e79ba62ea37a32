import { ActionIcon, Button } from "@mantine/core";
import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { Panel } from "@/ui/Panel";
import { Toggles } from "@/ui/Toggles";
import { useSettings } from "../settings";
import { useShortcutHelp } from "../shortcuts";
import { CrossfadeSlider } from "./CrossfadeSlider";
import classes from "./SettingsMenu.module.css";
import { SleepSelect } from "./SleepSelect";

const TOGGLES = [
  { key: "normalise", label: "Even out loudness" },
  { key: "muted", label: "Mute" },
  { key: "shortcuts", label: "Keyboard shortcuts" },
] as const;

export function SettingsMenu() {
  const settings = useSettings();
  const [opened, setOpened] = useState(false);
  const showKeys = () => {
    setOpened(false);
    useShortcutHelp.setState({ opened: true });
  };
  return (
    <Panel
      label="Player settings"
      position="top-end"
      width={260}
      opened={opened}
      onChange={setOpened}
      target={
        <ActionIcon size={36} aria-label="Player settings" onClick={() => setOpened(!opened)}>
          <SlidersHorizontal size={18} aria-hidden />
        </ActionIcon>
      }
    >
      <Toggles toggles={TOGGLES} values={settings} onChange={(key, on) => useSettings.setState({ [key]: on })} />
      <CrossfadeSlider />
      <SleepSelect />
      <Button className={classes.keys} variant="subtle" color="gray" size="xs" fullWidth onClick={showKeys}>
        Show the keys
      </Button>
    </Panel>
  );
}
