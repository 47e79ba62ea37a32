import { Button, Group, Stack, TextInput } from "@mantine/core";
import { CopyButton } from "./CopyButton";
import classes from "./TokenOnce.module.css";

export function TokenOnce({ token, onDone }: { token: string; onDone: () => void }) {
  return (
    <Stack>
      <p className={classes.warning}>
        <strong>Copy it now.</strong> It is shown this once only, and works like a password: keep it where nobody else can read it.
      </p>
      <TextInput
        label="Token"
        classNames={{ input: classes.token }}
        readOnly
        data-autofocus
        value={token}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <p className={classes.how}>
        Programs send it as <code>Authorization: Bearer {token.slice(0, 8)}…</code>
      </p>
      <Group justify="space-between">
        <CopyButton text={token} label="Copy token" />
        <Button onClick={onDone}>I saved it</Button>
      </Group>
    </Stack>
  );
}
