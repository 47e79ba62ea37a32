import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** How much this person may still upload, in bytes. */
export const quotaQuery = queryOptions({
  queryKey: ["quota"],
  staleTime: 30_000,
  queryFn: () => unwrap(api.GET("/api/v1/me/quota")),
});
