import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Dialog.module.css";

interface DialogProps {
  title: string;
  opened: boolean;
  size?: "md" | "lg";
  /** Over a dialog that is open already. */
  onTop?: boolean;
  /** Only its own buttons close it: what it shows would be lost. */
  firm?: boolean;
  onClose: () => void;
  /** When it is out of sight. */
  onClosed?: () => void;
  children: ReactNode;
}

/** Mantine's modal without its <header>, which would count as a second banner of the page. */
export function Dialog({ title, opened, size = "md", onTop = false, firm = false, onClose, onClosed, children }: DialogProps) {
  return (
    // lockScroll writes a <style> element, which the content security policy refuses.
    <Modal.Root
      classNames={{ content: classes.content }}
      opened={opened}
      onClose={onClose}
      closeOnClickOutside={!firm}
      closeOnEscape={!firm}
      onExitTransitionEnd={onClosed}
      size={size}
      centered
      lockScroll={false}
      zIndex={onTop ? 300 : 200}
    >
      <Modal.Overlay backgroundOpacity={0.6} />
      <Modal.Content radius="lg">
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
