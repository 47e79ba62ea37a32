import { Stack } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { Button } from "@/ui/Button";
import { CodeInput } from "./CodeInput";
import { codeProblem, type CodeKind } from "./codes";

interface CodeFormProps {
  kind: CodeKind;
  submitLabel: string;
  pending: boolean;
  /** Takes the focus when it comes into view; true unless there is something to do first. */
  focused?: boolean;
  onSubmit: (code: string) => void;
}

/** One code and a button. */
export function CodeForm({ kind, submitLabel, pending, focused = true, onSubmit }: CodeFormProps) {
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = codeProblem(code, kind);
    setProblem(found);
    if (!found) onSubmit(code.trim());
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <CodeInput
          kind={kind}
          focused={focused}
          value={code}
          error={problem}
          onChange={(value) => {
            setCode(value);
            setProblem(undefined);
          }}
        />
        <Button type="submit" size="md" loading={pending} fullWidth>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
