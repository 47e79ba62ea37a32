import { createContext, useContext } from "react";
import type { User } from "@/api/types";

/** Whose page it is: around every page that is drawn only for somebody who is signed in. */
export const SignedIn = createContext<User | null>(null);

export function useUser(): User {
  const user = useContext(SignedIn);
  if (!user) throw new Error("This page is drawn outside of <SignedIn>.");
  return user;
}
