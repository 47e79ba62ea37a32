import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Dialog.module.css";

interface DialogProps {
  title: string;
  opened: boolean;
  size?: "md" | "lg";
  onClose: () => void;
  children: ReactNode;
}

/** Mantine's modal without its <header>, which would count as a second banner of the page. */
export function Dialog({ title, opened, size = "md", onClose, children }: DialogProps) {
  return (
    // lockScroll writes a <style> element, which the content security policy refuses.
    <Modal.Root classNames={{ content: classes.content }} opened={opened} onClose={onClose} size={size} centered lockScroll={false}>
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
