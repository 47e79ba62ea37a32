import { Popover, type PopoverProps } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import classes from "./Panel.module.css";

interface PanelProps {
  /** The button that opens it. */
  target: ReactElement;
  label: string;
  position: PopoverProps["position"];
  width: number;
  opened?: boolean;
  onChange?: (opened: boolean) => void;
  children: ReactNode;
}

/**
 * A small panel at a button. Mantine's Menu would be the first thought, but it has neither checked
 * items nor children that assistive technology expects in a menu.
 */
export function Panel({ target, label, position, width, opened, onChange, children }: PanelProps) {
  return (
    <Popover position={position} width={width} opened={opened} onChange={onChange} shadow="md" radius="md" trapFocus returnFocus>
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown className={classes.panel} aria-label={label}>
        {children}
      </Popover.Dropdown>
    </Popover>
  );
}
