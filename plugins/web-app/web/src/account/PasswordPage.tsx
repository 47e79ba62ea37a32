import { Stack, VisuallyHidden } from "@mantine/core";
import { useRef, useState, type FormEvent } from "react";
import { api, body } from "@/api/client";
import { ApiError } from "@/api/errors";
import { useAccountChange } from "@/api/queries/account";
import { FormError } from "@/session/FormError";
import { NewPasswordInput } from "@/session/NewPasswordInput";
import { passwordProblem } from "@/session/passwordRules";
import { useUser } from "@/session/useUser";
import { Button } from "@/ui/Button";
import { AccountPage, Card } from "./AccountPage";
import { Said } from "./Said";

export default function PasswordPage() {
  const user = useUser();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const change = useAccountChange((chosen: string) => body(api.PUT("/api/v1/account/password", { body: { password: chosen } })));
  const refused = change.error instanceof ApiError ? change.error : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = passwordProblem(password, user);
    setProblem(found);
    if (found) return field.current?.focus();
    change.mutate(password, { onSuccess: () => setPassword(""), onError: () => field.current?.focus() });
  };

  return (
    <AccountPage title="Password">
      <Card title="Change your password" lead="You stay signed in here. All your other sessions end.">
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            {refused?.problemOf("password") === undefined && <FormError error={change.error} />}
            <VisuallyHidden>
              <input type="text" name="username" autoComplete="username" aria-label="Username" tabIndex={-1} readOnly value={user.username} />
            </VisuallyHidden>
            <NewPasswordInput
              ref={field}
              label="New password"
              value={password}
              about={user}
              error={problem ?? refused?.problemOf("password")}
              onChange={(value) => {
                setPassword(value);
                setProblem(undefined);
                if (!change.isIdle) change.reset();
              }}
            />
            {change.isSuccess && <Said>Your password is changed. Other devices have to sign in again.</Said>}
            <Button type="submit" loading={change.isPending} mr="auto">
              Change password
            </Button>
          </Stack>
        </form>
      </Card>
    </AccountPage>
  );
}
