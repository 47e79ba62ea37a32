import type { User } from "@/api/types";
import { State } from "./State";

export function EmailState({ user }: { user: User }) {
  if (user.email_verified === undefined) return null;
  return user.email_verified ? <State kind="good">Confirmed</State> : <State kind="open">Not confirmed</State>;
}
