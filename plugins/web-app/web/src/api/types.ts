import type { components, paths } from "./schema";

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
export type User = Data<"/api/v1/auth/me", "get">;
export type Site = Data<"/api/v1/site", "get">;
export type SecondFactor = components["schemas"]["SecondFactorNeeded"];
export type Waveform = Success<"/api/v1/tracks/{id}/waveform", "get">;
export type Passkey = Data<"/api/v1/account/factors", "get">["passkeys"][number];
export type DeviceSession = Data<"/api/v1/account/sessions", "get">[number];
export type AppPassword = Data<"/api/v1/opensubsonic/passwords", "get">[number];
export type AccessToken = Data<"/api/v1/account/tokens", "get">[number];
export type DataExport = Data<"/api/v1/account/export", "get">;
export type Account = Data<"/api/v1/admin/users", "get">[number];
export type Role = Data<"/api/v1/admin/roles", "get">[number];
export type RoleChange = RequestJson<"/api/v1/admin/roles/{name}", "put">;
export type Permission = Data<"/api/v1/admin/permissions", "get">[number];
export type AuditEntry = components["schemas"]["AuditLogEntry"];
export type AuditReport = Data<"/api/v1/admin/audit/verify", "get">;
export type Provider = Data<"/api/v1/auth/providers", "get">[number];
export type AccountLink = Data<"/api/v1/account/links", "get">[number];
export type Playlist = Data<"/api/v1/playlists/{id}", "get">;
export type PlaylistItem = Data<"/api/v1/playlists/{id}/items", "get">[number];
export type PlaylistChanges = RequestJson<"/api/v1/playlists/{id}", "patch">;
export type PlaylistShare = Data<"/api/v1/playlists/{id}/shares", "get">[number];
export type ImportedPlaylist = Data<"/api/v1/playlists/import", "post">;
export type SmartRules = NonNullable<Playlist["rules"]>;
export type SmartRule = components["schemas"]["SmartRule"];
export type SmartGroup = components["schemas"]["SmartGroup"];
export type Comment = Data<"/api/v1/tracks/{id}/comments", "get">[number];
export type CommentSort = NonNullable<NonNullable<paths["/api/v1/tracks/{id}/comments"]["get"]["parameters"]["query"]>["sort"]>;
export type NewComment = RequestJson<"/api/v1/tracks/{id}/comments", "post">;
export type Artist = Data<"/api/v1/artists/{id}", "get">;
export type Album = Data<"/api/v1/albums", "get">[number];
export type AlbumDetails = Data<"/api/v1/albums/{id}", "get">;
export type Genre = Data<"/api/v1/genres", "get">[number];
export type SearchHit = Data<"/api/v1/search", "get">[number];
export type SearchFacets = Success<"/api/v1/search", "get">["meta"]["facets"];
export type SearchQuery = NonNullable<paths["/api/v1/search"]["get"]["parameters"]["query"]>;
export type Suggestion = Data<"/api/v1/search/suggest", "get">[number];
export type Visibility = Track["visibility"];
