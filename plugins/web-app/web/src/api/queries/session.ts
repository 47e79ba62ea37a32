import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../client";
import { csrfToken } from "../csrf";
import { ApiError } from "../errors";
import type { Site, User } from "../types";

/** The signed-in user, or null for a guest. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  staleTime: 5 * 60_000,
  retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isOffline,
  queryFn: async (): Promise<User | null> => {
    if (!csrfToken()) return null;
    try {
      return await unwrap(api.GET("/api/v1/auth/me"));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return null;
      throw error;
    }
  },
});

export const siteQuery = queryOptions({
  queryKey: ["site"],
  staleTime: 10 * 60_000,
  queryFn: (): Promise<Site> => unwrap(api.GET("/api/v1/site")),
});
