import type { NewAccount } from "./useSession";

export const PASSWORD_LENGTH = 10;

export type AccountProblems = Partial<Record<keyof NewAccount, string>>;

/** What can be said before the server is asked; it checks everything again and more. */
export function accountProblems({ username, email, password }: NewAccount): AccountProblems {
  const problems: AccountProblems = {};
  if (!username.trim()) problems.username = "Choose a name that others will see.";
  if (!/^\S+@\S+$/.test(email.trim())) problems.email = "Enter an e-mail address, such as ana@example.org.";
  if ([...password].length < PASSWORD_LENGTH) problems.password = `Use at least ${PASSWORD_LENGTH} characters.`;
  return problems;
}
