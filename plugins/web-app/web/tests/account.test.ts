// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebAuthnError } from "@simplewebauthn/browser";
import { scopeGroups, scopeLabel } from "@/account/scopes";
import { actionInWords, auditCsvPath, auditSearch } from "@/admin/auditSearch";
import { authFetch } from "@/api/authFetch";
import { ApiError } from "@/api/errors";
import { whenNotFresh } from "@/api/reauthentication";
import { whenSessionEnds } from "@/api/refresh";
import { noteAccess } from "@/api/sessionClock";
import { deviceName, isPhone } from "@/format/device";
import { codeProblem } from "@/session/codes";
import { fragment } from "@/session/fragment";
import { isAddress, passkeyFailure } from "@/session/passkeys";
import { PasskeyCancelled } from "@/session/PasskeyCancelled";
import { isOwnName, isPattern, passwordProblem } from "@/session/passwordRules";
import { providerProblem } from "@/session/providerProblem";
import { needsSecondFactor, secondFactorFragment } from "@/session/signIn";

describe("password rules", () => {
  it.each(["abcabcabcabc", "qwertyuiop123", "1234567890", "0987654321", "aaaaaaaaaaaa", "azertyuiop", "herons herons ".repeat(2), "qwertz12345"])(
    "%s is a pattern",
    (password) => expect(isPattern(password)).toBe(true),
  );

  it.each(["seven quiet herons", "correct horse battery", "Tr0ub4dor&3x", "a long enough phrase", "mnbvcx rain 77"])(
    "%s is none",
    (password) => expect(isPattern(password)).toBe(false),
  );

  it("looks for the name and the address", () => {
    const about = { username: "Marram", email: "mira.kos@example.org" };
    expect(isOwnName("marram2026", about)).toBe(true);
    expect(isOwnName("MIRA.KOS@example.org", about)).toBe(true);
    expect(isOwnName("mira.kos99", about)).toBe(true);
    expect(isOwnName("marram grass in the wind", about)).toBe(false);
    expect(isOwnName("al is here now", { username: "al" })).toBe(false);
  });

  it("says one thing at a time", () => {
    expect(passwordProblem("short", {})).toMatch(/at least 10/);
    expect(passwordProblem("123123123123", {})).toMatch(/pattern/);
    expect(passwordProblem("marram-2026", { username: "marram" })).toMatch(/username/);
    expect(passwordProblem("seven quiet herons", { username: "marram" })).toBeUndefined();
  });
});

describe("codes", () => {
  it.each(["123456", "123 456", " 000000 "])("%j may be a code of the app", (code) => expect(codeProblem(code, "totp")).toBeUndefined());
  it.each(["", "12345", "1234567", "abcdef"])("%j is none", (code) => expect(codeProblem(code, "totp")).toBeDefined());
  it("leaves backup codes to the server", () => {
    expect(codeProblem("k7mq-x2rd-90vw", "backup_code")).toBeUndefined();
    expect(codeProblem("  ", "backup_code")).toBeDefined();
  });
});

describe("fragments", () => {
  it.each([
    ["", {}],
    ["#", {}],
    ["#abc-_9", { token: "abc-_9" }],
    ["#token=abc", { token: "abc", methods: undefined }],
    ["#token=a%2Bb&methods=totp,passkey", { token: "a+b", methods: ["totp", "passkey"] }],
    ["#methods=totp", { token: undefined, methods: ["totp"] }],
  ])("%s", (hash, read) => expect(fragment(hash)).toEqual(read));

  it("survives what is no encoding", () => {
    expect(fragment("#50%")).toEqual({ token: "50%" });
  });

  it("takes a second step to its page and back", () => {
    const answer = { second_factor: { token: "t&=k", methods: ["totp" as const, "passkey" as const], expires_in: 300 } };
    expect(needsSecondFactor(answer)).toBe(true);
    expect(fragment(`#${secondFactorFragment(answer)}`)).toEqual({ token: "t&=k", methods: ["totp", "passkey"] });
  });
});

describe("devices", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"],
    ["Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36", "Chrome on Android"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15", "Safari on macOS"],
    ["curl/8.5", "A device"],
    ["", "A device"],
  ])("%s", (agent, name) => expect(deviceName(agent)).toBe(name));

  it("knows phones", () => {
    expect(isPhone("Mozilla/5.0 (Linux; Android 16) Chrome/150.0 Mobile")).toBe(true);
    expect(isPhone("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")).toBe(false);
  });
});

describe("scopes", () => {
  it("groups what belongs together, the person's own things first", () => {
    const groups = scopeGroups(["user:ban", "account:read", "account:manage", "track:update", "track:create", "chat:delete_any", "track:delete_any"]);
    expect(groups.map(({ title }) => title)).toEqual(["Tracks", "Your account", "Other people's accounts", "Chat"]);
    expect(groups[0]?.scopes.map(({ scope }) => scope)).toEqual(["track:create", "track:update", "track:delete_any"]);
  });

  it("has words for permissions it has never heard of", () => {
    expect(scopeLabel("track:create")).toBe("Upload tracks");
    expect(scopeLabel("chat:delete_any")).toBe("Delete any (chat:delete_any)");
    expect(scopeLabel("odd")).toBe("Odd (odd)");
  });
});

describe("passkey failures", () => {
  const failure = (code: WebAuthnError["code"], name = "Error") =>
    new WebAuthnError({ message: "told to programmers", code, cause: Object.assign(new Error("x"), { name }) });

  it("are sentences, or nothing when nobody asked", () => {
    expect(passkeyFailure(failure("ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")).message).toMatch(/among your passkeys already/);
    expect(passkeyFailure(failure("ERROR_PASSTHROUGH_SEE_CAUSE_PROPERTY", "NotAllowedError")).message).toMatch(/No passkey was used/);
    expect(passkeyFailure(failure("ERROR_CEREMONY_ABORTED", "AbortError"))).toBeInstanceOf(PasskeyCancelled);
    expect(passkeyFailure(new TypeError("x")).message).toMatch(/did not work/);
  });

  it("leave the server's own sentence alone", () => {
    const error = new ApiError(401, "passkey_unknown", "This passkey belongs to no account here.");
    expect(passkeyFailure(error)).toBe(error);
  });

  it.each([
    ["127.0.0.1", true],
    ["::1", true],
    ["[::1]", true],
    ["localhost", false],
    ["music.example.org", false],
  ])("%s is an address: %s", (host, is) => expect(isAddress(host)).toBe(is));
});

describe("a provider's refusal", () => {
  it("has a sentence for each code, and one for all others", () => {
    expect(providerProblem(undefined)).toBeUndefined();
    expect(providerProblem("provider_denied")?.message).toMatch(/did not allow/);
    expect(providerProblem("constructor")?.message).toMatch(/could not sign you in/);
  });
});

describe("the audit log", () => {
  it("takes what an address says and drops the rest", () => {
    expect(auditSearch({ actor: 1999, action: " identity ", ip: "", to: {}, odd: "x" })).toEqual({ actor: "1999", action: "identity" });
  });

  it("asks for the same as a table", () => {
    expect(auditCsvPath({ actor: "a b" })).toBe("/api/v1/admin/audit/logs?actor=a+b&format=csv");
  });

  it("puts actions into words", () => {
    expect(actionInWords("identity.session.signed_out")).toBe("Session signed out (identity)");
    expect(actionInWords("odd")).toBe("odd");
  });
});

describe("a request the server wants to see its owner for", () => {
  const refusal = () => Response.json({ success: false, error: { code: "reauthentication_required", message: "Show it." } }, { status: 403 });
  const request = () => new Request("http://localhost/api/v1/account/password", { method: "PUT", body: '{"password":"x"}' });

  beforeEach(() => {
    document.cookie = "veza_csrf=c";
    noteAccess(900);
  });
  afterEach(() => vi.unstubAllGlobals());

  it("is sent again, with its body, after the person has shown who they are", async () => {
    const bodies: string[] = [];
    const answers = [refusal(), new Response(null, { status: 204 })];
    vi.stubGlobal("fetch", async (sent: Request) => {
      bodies.push(await sent.text());
      return answers.shift();
    });
    whenNotFresh(async () => true);
    expect((await authFetch(request())).status).toBe(204);
    expect(bodies).toEqual(['{"password":"x"}', '{"password":"x"}']);
  });

  it("stays refused when they do not", async () => {
    const fetch = vi.fn(async () => refusal());
    vi.stubGlobal("fetch", fetch);
    whenNotFresh(async () => false);
    expect((await authFetch(request())).status).toBe(403);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("is not asked about for any other refusal", async () => {
    const asked = vi.fn(async () => true);
    whenNotFresh(asked);
    for (const body of ['{"error":{"code":"csrf_failed"}}', "<html>", "{}"]) {
      vi.stubGlobal("fetch", async () => new Response(body, { status: 403 }));
      expect((await authFetch(request())).status).toBe(403);
    }
    expect(asked).not.toHaveBeenCalled();
  });

  it("counts a wrong code once", async () => {
    const fetch = vi.fn(async () => new Response("{}", { status: 401 }));
    vi.stubGlobal("fetch", fetch);
    await authFetch(new Request("http://localhost/sub/api/v1/auth/second-factor", { method: "POST", body: "{}" }));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it("is not lost when the access token ran out while they thought", async () => {
    const answers = [new Response("{}", { status: 401 }), Response.json({ data: { expires_in: 900 } }), new Response(null, { status: 204 })];
    vi.stubGlobal("fetch", async () => answers.shift());
    const proof = new Request("http://localhost/api/v1/auth/reauthenticate", { method: "POST", body: '{"password":"x"}' });
    expect((await authFetch(proof)).status).toBe(204);
  });

  it("ends here when another tab has signed out", async () => {
    document.cookie = "veza_csrf=; Max-Age=0";
    const ended = vi.fn();
    whenSessionEnds(ended);
    vi.stubGlobal("fetch", async () => new Response("{}", { status: 401 }));
    expect((await authFetch(request())).status).toBe(401);
    expect(ended).toHaveBeenCalledOnce();
  });
});
