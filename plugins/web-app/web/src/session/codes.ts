export type CodeKind = "totp" | "backup_code";

/** What is wrong with a code before the server is asked. People type the spaces that apps show. */
export function codeProblem(code: string, kind: CodeKind): string | undefined {
  const plain = code.replace(/\s/g, "");
  if (kind === "totp") return /^\d{6}$/.test(plain) ? undefined : "Enter the six digits that the app shows now.";
  return plain ? undefined : "Enter one of your backup codes.";
}
