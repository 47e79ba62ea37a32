import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body, unwrap } from "@/api/client";
import { meQuery, siteQuery } from "@/api/queries/session";
import { noteAccess } from "@/api/sessionClock";
import type { User } from "@/api/types";
import { live } from "@/live/live";
import { player } from "@/player/controller";

export function useMe() {
  return useQuery(meQuery);
}

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

interface Session {
  user: User;
  expires_in: number;
}

/** What to do when the person at the browser has changed. */
function useIdentityChange() {
  const client = useQueryClient();
  const change = (user: User | null) => {
    player.clear();
    live.reset();
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] === "track" || queryKey[0] === "tracks" });
    client.setQueryData(meQuery.queryKey, user);
    void client.invalidateQueries({ queryKey: siteQuery.queryKey });
  };
  const open = ({ user, expires_in }: Session) => {
    noteAccess(expires_in);
    change(user);
  };
  return { open, close: () => change(null) };
}

export function useSignIn() {
  const { open } = useIdentityChange();
  return useMutation({
    mutationFn: (credentials: Credentials) => unwrap(api.POST("/api/v1/auth/login", { body: credentials })),
    onSuccess: open,
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

export function useSignOut() {
  const { close } = useIdentityChange();
  return useMutation({
    mutationFn: () => body(api.POST("/api/v1/auth/logout")),
    onSuccess: close,
  });
}
