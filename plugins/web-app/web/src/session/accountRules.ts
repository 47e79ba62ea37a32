import { passwordProblem } from "./passwordRules";
import type { NewAccount } from "./useWaysIn";

export type AccountProblems = Partial<Record<keyof NewAccount, string>>;

export function emailProblem(email: string): string | undefined {
  return /^\S+@\S+$/.test(email.trim()) ? undefined : "Enter an e-mail address, such as ana@example.org.";
}

export function usernameProblem(username: string): string | undefined {
  const name = username.trim();
  if (!name) return "Choose a name that others will see.";
  if (!/^[A-Za-z0-9_-]*$/.test(name)) return "Use the letters A to Z, digits, _ and - only.";
  if (name.length < 3 || name.length > 50) return "Use 3 to 50 characters.";
  return undefined;
}

/** What can be said before the server is asked; it checks everything again and more. */
export function accountProblems(account: NewAccount): AccountProblems {
  const found = {
    username: usernameProblem(account.username),
    email: emailProblem(account.email),
    password: passwordProblem(account.password, account),
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem));
}
