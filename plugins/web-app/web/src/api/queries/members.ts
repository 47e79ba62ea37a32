import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "../client";

export const memberQuery = (name: string) =>
  queryOptions({
    queryKey: ["member", name],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/users/{name}", { params: { path: { name } }, signal })),
  });
