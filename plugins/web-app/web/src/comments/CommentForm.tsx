import { Group, Textarea } from "@mantine/core";
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from "react";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import classes from "./Comments.module.css";

const LONGEST = 2000;

interface CommentFormProps {
  label: string;
  submit: string;
  initial?: string;
  pending: boolean;
  error: unknown;
  onText?: (text: string) => void;
  onCancel?: () => void;
  /** `done` empties the field. */
  onSubmit: (text: string, done: () => void) => void;
  /** Beside the buttons. */
  children?: ReactNode;
}

/** A field that grows with what is written; Ctrl or ⌘ with Enter sends it. */
export function CommentForm({ label, submit, initial = "", pending, error, onText, onCancel, onSubmit, children }: CommentFormProps) {
  const [text, setText] = useState(initial);
  const field = useRef<HTMLTextAreaElement>(null);
  // A form that can be left was opened by a button, and is where one goes on.
  const opened = onCancel !== undefined;
  useEffect(() => {
    if (opened) field.current?.focus();
  }, [opened]);
  const change = (value: string) => {
    setText(value);
    onText?.(value);
  };
  const send = () => text.trim() && !pending && onSubmit(text, () => change(""));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
    if (event.key === "Escape" && onCancel) onCancel();
  };
  return (
    <form
      className={classes.form}
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        send();
      }}
    >
      <FormError error={error} />
      <Textarea
        label={label}
        size="md"
        maxLength={LONGEST}
        rows={Math.min(8, Math.max(2, text.split("\n").length))}
        ref={field}
        value={text}
        onChange={({ currentTarget }) => change(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group gap={10} justify="space-between">
        <span className={classes.beside}>{children}</span>
        <Group gap={10}>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={pending} disabled={!text.trim()}>
            {submit}
          </Button>
        </Group>
      </Group>
    </form>
  );
}
