import { useMutation, useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, body, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import { providersQuery } from "@/api/queries/account";
import { meQuery, siteQuery } from "@/api/queries/session";
import { noteAccess } from "@/api/sessionClock";
import type { User } from "@/api/types";
import { live } from "@/live/live";
import { player } from "@/player/controller";
import { tellOtherTabs, whenAnotherTabChanges } from "./otherTabs";
import { needsSecondFactor, type SignInAnswer } from "./signIn";

export function useMe() {
  return useQuery(meQuery);
}

/** The first parts of the query keys whose answers are one person's. */
const PERSONAL = new Set<unknown>(["track", "tracks", "account", "admin"]);

const isPersonal = ({ queryKey }: { queryKey: readonly unknown[] }) => PERSONAL.has(queryKey[0]);

/** What to do when the person at the browser has changed. */
export function useIdentityChange() {
  const client = useQueryClient();
  const change = (user: User | null) => {
    player.clear();
    live.reset();
    client.removeQueries({ predicate: isPersonal });
    client.setQueryData(meQuery.queryKey, user);
    void client.invalidateQueries({ queryKey: siteQuery.queryKey });
    tellOtherTabs();
  };
  const open = async (answer: SignInAnswer) => {
    if (needsSecondFactor(answer)) return;
    noteAccess(answer.expires_in);
    // It knows more than the answer to a sign-in: second factors, and whether the account is about to be deleted.
    change((await client.fetchQuery({ ...meQuery, staleTime: 0 }).catch(() => null)) ?? answer.user);
  };
  return { open, close: () => change(null) };
}

/** Follows the other tabs: who signs out or in there does it here. */
export function useOtherTabs(): void {
  const client = useQueryClient();
  useEffect(
    () =>
      whenAnotherTabChanges(() => {
        player.clear();
        live.reset();
        void client.refetchQueries({ queryKey: meQuery.queryKey }).then(() => client.resetQueries({ predicate: isPersonal }));
        void client.invalidateQueries({ queryKey: siteQuery.queryKey });
      }),
    [client],
  );
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
      try {
        await body(api.POST("/api/v1/auth/logout"));
      } catch (error) {
        // The session was over before: that is what was wanted.
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
      }
      return goodbye;
    },
    onSuccess: (goodbye) => {
      close();
      if (goodbye) window.location.assign(goodbye);
    },
  });
}
