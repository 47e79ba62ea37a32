import { useMutation } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { signWithPasskey } from "./passkeys";
import type { SignInAnswer } from "./signIn";
import { useIdentityChange } from "./useSession";

export interface Credentials {
  login: string;
  password: string;
  remember_me: boolean;
}

export interface NewAccount {
  username: string;
  email: string;
  password: string;
}

/** Any way in. Its answer may be a second step still to take (`useArrival` goes there). */
function useWayIn<T>(way: (input: T) => Promise<SignInAnswer>) {
  const { open } = useIdentityChange();
  return useMutation({ mutationFn: way, onSuccess: open });
}

export function useSignIn() {
  return useWayIn((credentials: Credentials) => unwrap(api.POST("/api/v1/auth/login", { body: credentials })));
}

export function useLinkSignIn() {
  return useWayIn((token: string) => unwrap(api.POST("/api/v1/auth/magic-link/sign-in", { body: { token } })));
}

export interface PasskeySignIn {
  remember_me: boolean;
  /** What a passkey has signed already; without it one is asked for. */
  credential?: Record<string, unknown>;
}

export async function passkeyOptions() {
  return (await unwrap(api.POST("/api/v1/auth/passkey/options"))).public_key;
}

export function usePasskeySignIn() {
  return useWayIn(async ({ remember_me, credential }: PasskeySignIn) => {
    const signed = credential ?? (await signWithPasskey(await passkeyOptions()));
    return unwrap(api.POST("/api/v1/auth/passkey", { body: { credential: signed, remember_me } }));
  });
}

export interface SecondStep {
  token: string;
  /** Of the authenticator app, or a backup code; without one a passkey is asked for. */
  code?: string;
}

export function useSecondStep() {
  return useWayIn(async ({ token, code }: SecondStep) => {
    if (code) return unwrap(api.POST("/api/v1/auth/second-factor", { body: { token, code } }));
    const { public_key } = await unwrap(api.POST("/api/v1/auth/second-factor/options", { body: { token } }));
    const credential = await signWithPasskey(public_key);
    return unwrap(api.POST("/api/v1/auth/second-factor", { body: { token, credential } }));
  });
}

export function useRegister() {
  const { open } = useIdentityChange();
  return useMutation({
    mutationFn: (account: NewAccount) => unwrap(api.POST("/api/v1/auth/register", { body: account })),
    onSuccess: open,
  });
}

export function useSetup(token: string) {
  const { open } = useIdentityChange();
  return useMutation({
    mutationFn: (account: NewAccount) => unwrap(api.POST("/api/v1/setup", { body: { ...account, token } })),
    onSuccess: open,
  });
}
