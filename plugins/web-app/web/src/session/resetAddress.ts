// The address a reset was asked for, so that a password manager can save the new password under it. For this
// browser's window only: the link may as well be opened elsewhere.
const KEY = "veza-reset-address";

export function rememberAddress(email: string): void {
  try {
    sessionStorage.setItem(KEY, email);
  } catch {
    // Only the suggestion of the password manager is missing then.
  }
}

export function rememberedAddress(): string {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
