/** What of the audit log is shown; it lives in the address, so that a find can be passed on. */
export interface AuditSearch {
  actor?: string;
  action?: string;
  ip?: string;
  from?: string;
  to?: string;
}

export const AUDIT_FILTERS = ["actor", "action", "ip", "from", "to"] as const;

/** Takes what an address says and drops the rest. The router has read a value made of digits as a number. */
export function auditSearch(search: Record<string, unknown>): AuditSearch {
  const said = AUDIT_FILTERS.map((name) => {
    const value = search[name];
    return [name, typeof value === "string" || typeof value === "number" ? String(value).trim() : ""] as const;
  });
  return Object.fromEntries(said.filter(([, value]) => value));
}

/** The API path of the same as a table for a spreadsheet. */
export function auditCsvPath(search: AuditSearch): string {
  return `/api/v1/admin/audit/logs?${new URLSearchParams({ ...search, format: "csv" })}`;
}

/** "identity.session.started" → "Session started (identity)": every action is domain.thing.what_happened. */
export function actionInWords(action: string): string {
  const [domain, ...rest] = action.split(".");
  const words = rest.join(" ").replace(/_/g, " ");
  if (!words) return action;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} (${domain})`;
}
