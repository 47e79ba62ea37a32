import { Download, KeyRound, Link2, LockKeyhole, MonitorSmartphone, ShieldCheck, Smartphone, Terminal, UserRound, type LucideIcon } from "lucide-react";

export interface Section {
  to:
    | "/account"
    | "/account/password"
    | "/account/two-step"
    | "/account/passkeys"
    | "/account/links"
    | "/account/sessions"
    | "/account/apps"
    | "/account/tokens"
    | "/account/privacy";
  label: string;
  /** What one finds there, in a few words. */
  about: string;
  icon: LucideIcon;
}

export const SECTIONS: readonly Section[] = [
  { to: "/account", label: "Profile & e-mail", about: "Your name here, and where we reach you", icon: UserRound },
  { to: "/account/password", label: "Password", about: "Choose a new one", icon: LockKeyhole },
  { to: "/account/two-step", label: "Two-step verification", about: "A code besides your password", icon: ShieldCheck },
  { to: "/account/passkeys", label: "Passkeys", about: "Sign in with fingerprint, face or key", icon: KeyRound },
  { to: "/account/links", label: "Linked accounts", about: "Sign in by way of other sites", icon: Link2 },
  { to: "/account/sessions", label: "Sessions", about: "Where you are signed in", icon: MonitorSmartphone },
  { to: "/account/apps", label: "Music apps", about: "Listen with an app on your phone", icon: Smartphone },
  { to: "/account/tokens", label: "Access tokens", about: "For scripts and other programs", icon: Terminal },
  { to: "/account/privacy", label: "Privacy", about: "Take your data with you, or leave", icon: Download },
];
