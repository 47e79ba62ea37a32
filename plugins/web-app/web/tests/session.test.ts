// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { csrfToken, isUnsafe } from "@/api/csrf";
import { errorFrom } from "@/api/errors";
import { singleFlight } from "@/api/refresh";
import { isAccessStale, noteAccess } from "@/api/sessionClock";
import { accountProblems, usernameProblem } from "@/session/accountRules";
import { canDelete, canEdit, canUpload } from "@/session/permissions";
import { returnPath } from "@/session/returnPath";

describe("returnPath", () => {
  it.each([
    [undefined, "/"],
    ["/upload", "/upload"],
    ["/library?q=a", "/library?q=a"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
  ])("%s leads to %s", (next, path) => {
    expect(returnPath(next)).toBe(path);
  });
});

describe("csrf", () => {
  it("finds its cookie among others", () => {
    expect(csrfToken("a=1; veza_csrf=x%3D; b=2")).toBe("x=");
    expect(csrfToken("not_veza_csrf=1")).toBeUndefined();
    expect(csrfToken("veza_csrf=")).toBeUndefined();
    expect(csrfToken("")).toBeUndefined();
    expect(csrfToken("veza_csrf=tossed; __Host-veza_csrf=ours")).toBe("ours");
    expect(csrfToken("__Secure-veza_csrf=ours; veza_csrf=tossed")).toBe("ours");
  });

  it("knows the methods that need it", () => {
    expect(["GET", "head", "POST", "PATCH", "DELETE"].map(isUnsafe)).toEqual([false, false, true, true, true]);
  });
});

describe("singleFlight", () => {
  it("shares one run and starts anew afterwards", async () => {
    const work = vi.fn(async () => work.mock.calls.length);
    const flight = singleFlight(work);
    expect(await Promise.all([flight(), flight()])).toEqual([1, 1]);
    expect(await flight()).toBe(2);
  });

  it("is not stuck after a failure", async () => {
    const work = vi.fn(async () => "well").mockRejectedValueOnce(new Error("offline"));
    const flight = singleFlight(work);
    await expect(flight()).rejects.toThrow("offline");
    expect(await flight()).toBe("well");
  });
});

describe("session clock", () => {
  beforeEach(() => localStorage.clear());

  it("renews a minute before the end", () => {
    noteAccess(900, 0);
    expect(isAccessStale(839_000)).toBe(false);
    expect(isAccessStale(840_000)).toBe(true);
  });

  it("uses half of a very short life", () => {
    noteAccess(10, 0);
    expect(isAccessStale(4_900)).toBe(false);
    expect(isAccessStale(5_000)).toBe(true);
  });

  it("renews when it knows nothing", () => {
    expect(isAccessStale(1)).toBe(true);
  });
});

describe("errors", () => {
  it("reads the envelope", () => {
    const error = errorFrom(422, {
      error: { code: "invalid_fields", message: "No.", details: [{ field: "title", problem: "Empty." }], request_id: "r" },
    });
    expect(error).toMatchObject({ code: "invalid_fields", message: "No.", requestId: "r" });
    expect(error.problemOf("title")).toBe("Empty.");
    expect(error.problemOf("artist")).toBeUndefined();
  });

  it.each([undefined, null, "", "<html>", {}, { error: null }, { error: { details: 7 } }])("survives the body %j", (body) => {
    expect(errorFrom(502, body)).toMatchObject({ status: 502, message: "The server answered with status 502.", details: [] });
  });

  it("knows how long to wait", () => {
    expect(errorFrom(429, {}, "30").retryAfterSeconds).toBe(30);
    expect(errorFrom(429, {}, "soon").retryAfterSeconds).toBeUndefined();
    expect(errorFrom(429, {}, null).retryAfterSeconds).toBeUndefined();
  });
});

describe("account rules", () => {
  it("counts characters, not code units", () => {
    expect(accountProblems({ username: "ana", email: "a@b", password: "🎵🎶🎷🎸🎹🎺🎻🥁🎤" }).password).toBeDefined();
    expect(accountProblems({ username: "ana", email: "a@b", password: "🎵🎶🎷🎸🎹🎺🎻🥁🎤🎧" })).toEqual({});
  });

  it.each([
    ["ab", false],
    ["abc", true],
    ["a".repeat(50), true],
    ["a".repeat(51), false],
    ["Ana_K-9", true],
    ["ana kos", false],
    ["ána", false],
  ])("the username %s will do: %s", (username, fine) => {
    expect(usernameProblem(username) === undefined).toBe(fine);
  });

  it("names every field that is wrong", () => {
    expect(Object.keys(accountProblems({ username: " ", email: "a b", password: "" }))).toEqual(["username", "email", "password"]);
  });
});

describe("permissions", () => {
  const track = { owner: { id: "mira", username: "mira" } };
  const user = (id: string, ...permissions: string[]) => ({ id, permissions });

  it("lets owners edit, and moderators delete", () => {
    expect(canEdit(user("mira"), track)).toBe(true);
    expect(canEdit(user("tomo", "track:delete_any"), track)).toBe(false);
    expect(canDelete(user("tomo", "track:delete_any"), track)).toBe(true);
    expect(canDelete(user("tomo"), track)).toBe(false);
    expect(canDelete(null, track)).toBe(false);
    expect(canUpload(user("mira", "track:create"))).toBe(true);
    expect(canUpload(undefined)).toBe(false);
  });
});
