import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/errors";
import { meQuery } from "@/api/queries/session";
import { whenSessionEnds } from "@/api/refresh";

/** Another try helps when the server was away or busy, never when it has said no. */
export function worthRetrying(failures: number, error: unknown): boolean {
  if (failures >= 2) return false;
  return error instanceof ApiError && (error.isOffline || error.status === 502 || error.status === 503);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: worthRetrying, refetchOnWindowFocus: false },
    mutations: { retry: false },
  },
});

whenSessionEnds(() => queryClient.setQueryData(meQuery.queryKey, null));
