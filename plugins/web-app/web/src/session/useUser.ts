import type { User } from "@/api/types";
import { useMe } from "./useSession";

/** Who is signed in, on pages that are only drawn for somebody who is. */
export function useUser(): User {
  const { data } = useMe();
  if (!data) throw new Error("Sign in to see this page.");
  return data;
}
