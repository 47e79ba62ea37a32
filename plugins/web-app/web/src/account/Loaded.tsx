import { Skeleton } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadFailed } from "@/ui/LoadFailed";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** Pixels that the content will take, so that nothing jumps when it comes. */
  height: number;
  children: (data: T) => ReactNode;
}

/** What a query brought, or how it is getting on. */
export function Loaded<T>({ query, height, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />;
  return <Skeleton height={height} radius={10} aria-busy="true" />;
}
