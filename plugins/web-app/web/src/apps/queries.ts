import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Below "account": what changes there asks for it again. */
export const appPasswordsQuery = queryOptions({
  queryKey: ["account", "apps"],
  queryFn: () => unwrap(api.GET("/api/v1/opensubsonic/passwords")),
});
