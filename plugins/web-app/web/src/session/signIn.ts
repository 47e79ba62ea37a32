import type { SecondFactor, User } from "@/api/types";

export interface Session {
  user: User;
  expires_in: number;
}

/** What the server says to somebody who shows a password, link or passkey: come in, or one more step. */
export type SignInAnswer = Session | SecondFactor;

export function needsSecondFactor(answer: SignInAnswer): answer is SecondFactor {
  return "second_factor" in answer;
}

/** The fragment that takes the second step to its page, where it outlives a reload. */
export function secondFactorFragment({ second_factor: { token, methods } }: SecondFactor): string {
  return new URLSearchParams({ token, methods: methods.join(",") }).toString();
}
