import { ActionIcon, useComputedColorScheme, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Moon, Sun } from "lucide-react";
import { Choices, type Choice } from "@/ui/Choices";
import { Panel } from "@/ui/Panel";

const CHOICES: Choice<MantineColorScheme>[] = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "auto", label: "As the device" },
];

export function ThemeMenu() {
  // Without keepTransitions Mantine writes a <style> element, which the content security policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const Icon = useComputedColorScheme() === "dark" ? Moon : Sun;
  return (
    <Panel
      label="Theme"
      position="bottom-end"
      width={190}
      target={
        <ActionIcon size={40} radius="xl" aria-label="Theme">
          <Icon size={20} aria-hidden />
        </ActionIcon>
      }
    >
      <Choices legend="Theme" choices={CHOICES} value={colorScheme} onChange={setColorScheme} />
    </Panel>
  );
}
