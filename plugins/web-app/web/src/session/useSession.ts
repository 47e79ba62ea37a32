import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { api, body, unwrap } from "@/api/client";
import { providersQuery } from "@/api/queries/account";
import { meQuery, siteQuery } from "@/api/queries/session";
import { noteAccess } from "@/api/sessionClock";
import type { User } from "@/api/types";
import { live } from "@/live/live";
import { player } from "@/player/controller";
import { needsSecondFactor, type SignInAnswer } from "./signIn";

export function useMe() {
  return useQuery(meQuery);
}

/** The first parts of the query keys whose answers are one person's. */
const PERSONAL = new Set<unknown>(["track", "tracks", "account", "admin"]);

/** What to do when the person at the browser has changed. */
export function useIdentityChange() {
  const client = useQueryClient();
  const change = (user: User | null) => {
    player.clear();
    live.reset();
    client.removeQueries({ predicate: ({ queryKey }) => PERSONAL.has(queryKey[0]) });
    client.setQueryData(meQuery.queryKey, user);
    void client.invalidateQueries({ queryKey: siteQuery.queryKey });
  };
  const open = (answer: SignInAnswer) => {
    if (needsSecondFactor(answer)) return;
    noteAccess(answer.expires_in);
    change(answer.user);
  };
  return { open, close: () => change(null) };
}

/** The page that ends the session at the provider it came from, where there is one. */
async function providersGoodbye(client: QueryClient): Promise<string | null> {
  try {
    const providers = await client.ensureQueryData(providersQuery);
    return providers.length > 0 ? (await unwrap(api.GET("/api/v1/auth/oauth/logout-url"))).url : null;
  } catch {
    return null;
  }
}

export function useSignOut() {
  const client = useQueryClient();
  const { close } = useIdentityChange();
  return useMutation({
    mutationFn: async () => {
      const goodbye = await providersGoodbye(client);
      await body(api.POST("/api/v1/auth/logout"));
      return goodbye;
    },
    onSuccess: (goodbye) => {
      close();
      if (goodbye) window.location.assign(goodbye);
    },
  });
}
