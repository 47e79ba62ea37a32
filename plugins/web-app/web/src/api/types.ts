import type { PendingPaths } from "./pending";
import type { components, paths as Known } from "./schema";

export type Paths = Omit<PendingPaths, keyof Known> & Known;
type paths = Paths;

// Derived from the paths, not from component names: the paths are the contract.
type Json<R> = R extends { content: { "application/json": infer B } } ? B : never;
type Success<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { responses: infer R }
  ? { [Code in keyof R & (200 | 201 | 202)]: Json<R[Code]> }[keyof R & (200 | 201 | 202)]
  : never;
type Data<P extends keyof paths, M extends keyof paths[P]> = Success<P, M> extends { data: infer D } ? D : never;
type RequestJson<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody?: { content: { "application/json": infer B } };
}
  ? B
  : never;

export type Track = Data<"/api/v1/tracks/{id}", "get">;
export type TrackPage = Success<"/api/v1/tracks", "get">;
export type TrackChanges = RequestJson<"/api/v1/tracks/{id}", "patch">;
export type TrackQuery = NonNullable<paths["/api/v1/tracks"]["get"]["parameters"]["query"]>;
export type HlsStatus = Data<"/api/v1/tracks/{id}/hls/status", "get">;
export type User = Data<"/api/v1/auth/me", "get"> & UserFacts;
export type Site = Data<"/api/v1/site", "get"> & { mail_configured?: boolean };
export type Waveform = Success<"/api/v1/tracks/{id}/waveform", "get">;
export type Passkey = Data<"/api/v1/account/factors", "get">["passkeys"][number];
export type AuditEntry = components["schemas"]["AuditLogEntry"];
export type AuditReport = Data<"/api/v1/admin/audit/verify", "get">;
export type Provider = Data<"/api/v1/auth/providers", "get">[number];
export type AccountLink = Data<"/api/v1/account/links", "get">[number];
export type Visibility = Track["visibility"];

export interface UserFacts {
  email_verified?: boolean;
  mail_configured?: boolean;
  factors?: { totp: boolean; passkeys: number; backup_codes_left: number };
  pending_erasure_at?: string | null;
}
