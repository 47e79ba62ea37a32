import { TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import classes from "./CodeInput.module.css";
import type { CodeKind } from "./codes";

interface CodeInputProps {
  kind: CodeKind;
  value: string;
  error?: string;
  /** Takes the focus when it comes into view. */
  focused?: boolean;
  onChange: (value: string) => void;
}

/** A code to type, or for the phone or the password manager to fill in. */
export function CodeInput({ kind, value, error, focused, onChange }: CodeInputProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) input.current?.focus();
  }, [focused]);
  const totp = kind === "totp";
  return (
    <TextInput
      ref={input}
      classNames={{ input: classes.code }}
      label={totp ? "Six-digit code" : "Backup code"}
      name={totp ? "one-time-code" : "backup-code"}
      autoComplete={totp ? "one-time-code" : "off"}
      inputMode={totp ? "numeric" : "text"}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={24}
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
