import type { components } from "./schema";

/** Routes that the pages use and whose openapi.json has not come yet; a path that has come is taken from there. */
type Content<T> = { content: { "application/json": T } };
type Nothing = { content?: never };
type Answer<Code extends number, T> = { [K in Code]: T extends null ? Nothing : Content<{ success: true; data: T }> } & {
  default: Content<unknown>;
};
type Open = { query?: never; header?: never; path?: never; cookie?: never };
type One = Omit<Open, "path"> & { path: { id: string } };

type Call<Parameters, Body, Result> = { parameters: Parameters; responses: Result } & (Body extends null
  ? { requestBody?: never }
  : { requestBody: Content<Body> });
type Get<T, Parameters = Open> = { get: Call<Parameters, null, Answer<200, T>> };
type Post<Body, T, Code extends number = 204, Parameters = Open> = { post: Call<Parameters, Body, Answer<Code, T>> };
type Put<Body, T, Code extends number = 204> = { put: Call<Open, Body, Answer<Code, T>> };
type Patch<Body, T, Code extends number = 204> = { patch: Call<One, Body, Answer<Code, T>> };
type Delete<Parameters = One, T = null, Code extends number = 204> = { delete: Call<Parameters, null, Answer<Code, T>> };

export type SecondFactorMethod = "totp" | "backup_code" | "passkey";

interface Session {
  user: components["schemas"]["User"];
  expires_in: number;
}
interface SecondFactor {
  second_factor: { token: string; methods: SecondFactorMethod[]; expires_in: number };
}
type SignedIn = Session | SecondFactor;

/** PublicKeyCredential…JSON of WebAuthn level 3: the browser's library knows what is in it. */
type Json = Record<string, unknown>;

export interface DeviceSession {
  id: string;
  current: boolean;
  device: string;
  user_agent: string;
  ip: string;
  created_at: string;
  last_seen_at: string;
  remember: boolean;
}
export interface AccessToken {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}
export interface DataExport {
  status: "none" | "queued" | "running" | "ready" | "failed";
  progress?: number | null;
  url?: string | null;
  expires_at?: string | null;
}

export interface Account {
  id: string;
  username: string;
  /** Only for those who may change accounts. */
  email?: string;
  role: string;
  created_at: string;
}

export interface PendingPaths {
  "/api/v1/auth/verify-email": Post<{ token: string }, null>;
  "/api/v1/auth/verify-email/resend": Post<null, null, 202>;
  "/api/v1/auth/password/forgot": Post<{ email: string }, null, 202>;
  "/api/v1/auth/password/reset": Post<{ token: string; password: string }, null>;
  "/api/v1/auth/magic-link": Post<{ email: string; remember_me?: boolean }, null, 202>;
  "/api/v1/auth/magic-link/sign-in": Post<{ token: string }, SignedIn, 200>;
  "/api/v1/auth/reauthenticate": Post<{ password?: string; code?: string; credential?: Json }, null>;
  "/api/v1/account": Delete<Open, { erased_at: string }, 202>;
  "/api/v1/account/restore": Post<null, null>;
  "/api/v1/account/password": Put<{ password: string }, null>;
  "/api/v1/account/email": Put<{ email: string }, null, 202>;
  "/api/v1/account/sessions": Get<DeviceSession[]> & Delete<Open>;
  "/api/v1/account/sessions/{id}": Delete;
  "/api/v1/account/tokens": Get<AccessToken[]> &
    Post<{ name: string; scopes: string[]; expires_in_days: number }, AccessToken & { token: string }, 201>;
  "/api/v1/account/tokens/{id}": Delete;
  "/api/v1/admin/users": {
    get: Call<
      Omit<Open, "query"> & { query?: { q?: string; page?: number } },
      null,
      { 200: Content<{ success: true; data: Account[]; meta: { page: number; total_pages: number; total: number } }> }
    >;
  };
  "/api/v1/admin/users/{id}": Patch<{ role: string }, Account, 200>;
  "/api/v1/admin/roles": Get<{ name: string }[]>;
  "/api/v1/account/export": Get<DataExport> & Post<null, DataExport, 202>;
}
