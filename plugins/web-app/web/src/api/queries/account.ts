import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "../client";
import { ApiError } from "../errors";
import { meQuery } from "./session";

/** The outside providers that people may sign in with; a site without them has no such route. */
export const providersQuery = queryOptions({
  queryKey: ["providers"],
  staleTime: 10 * 60_000,
  queryFn: async () => {
    try {
      return await unwrap(api.GET("/api/v1/auth/providers"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return [];
      throw error;
    }
  },
});

// What belongs to one account stands under "account", which a change of the person empties.

export const factorsQuery = queryOptions({
  queryKey: ["account", "factors"],
  queryFn: () => unwrap(api.GET("/api/v1/account/factors")),
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: () => unwrap(api.GET("/api/v1/account/sessions")),
});

export const tokensQuery = queryOptions({
  queryKey: ["account", "tokens"],
  queryFn: () => unwrap(api.GET("/api/v1/account/tokens")),
});

export const linksQuery = queryOptions({
  queryKey: ["account", "links"],
  queryFn: () => unwrap(api.GET("/api/v1/account/links")),
});

/** Asks again every two seconds while the export is being made. */
export const exportQuery = queryOptions({
  queryKey: ["account", "export"],
  queryFn: () => unwrap(api.GET("/api/v1/account/export")),
  refetchInterval: ({ state }) => (["queued", "running"].includes(state.data?.status ?? "") ? 2_000 : false),
});

/**
 * A change to the account, after which what pages show of it is asked for again. Nothing waits for that: a form that
 * goes away with the news could not say any more what came of it.
 */
export function useAccountChange<Output, Input = void>(change: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["account"] });
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}
