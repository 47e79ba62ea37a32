import { Button, Group, Stack, TextInput } from "@mantine/core";
import { CopyButton } from "@/account/CopyButton";
import { basePath } from "@/api/basePath";
import { useUser } from "@/session/useUser";
import classes from "./PasswordOnce.module.css";

export function PasswordOnce({ password, onDone }: { password: string; onDone: () => void }) {
  const user = useUser();
  return (
    <Stack>
      <p className={classes.warning}>
        <strong>Type it in now.</strong> The password is shown this once only. In the app, add a Subsonic server with these:
      </p>
      <TextInput label="Server" classNames={{ input: classes.value }} readOnly value={window.location.origin + basePath} />
      <TextInput label="Username" classNames={{ input: classes.value }} readOnly value={user.username} />
      <TextInput
        label="App password"
        classNames={{ input: classes.value }}
        readOnly
        data-autofocus
        value={password}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <Group justify="space-between">
        <CopyButton text={password} label="Copy password" />
        <Button onClick={onDone}>The app has it</Button>
      </Group>
    </Stack>
  );
}
