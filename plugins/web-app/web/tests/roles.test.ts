import { describe, expect, it } from "vitest";
import { changeOf, draftOf, holds, inherited, possibleBases, replacements, roleNameProblem, toggle } from "@/admin/roleDraft";
import type { Permission, Role } from "@/api/types";

const role = (name: string, includes: string | null, effective: string[], more: Partial<Role> = {}): Role => ({
  name,
  includes,
  effective,
  built_in: true,
  permissions: [],
  without: [],
  accounts: 0,
  ...more,
});

const ROLES = [
  role("guest", null, []),
  role("user", "guest", ["track:create"]),
  role("admin", "user", ["role:manage", "track:create", "user:read"]),
  role("curator", "user", ["track:create", "user:read"], { built_in: false, permissions: ["user:read"] }),
  role("editor", "curator", ["user:read"], { built_in: false, without: ["track:create"] }),
];

const permission = (name: string, admin_only = false): Permission => ({
  permission: name,
  reason: "",
  declared_by: "host",
  role: "admin",
  admin_only,
  in_tokens: true,
});
const ALL = [permission("role:manage", true), permission("track:create"), permission("user:read")];

/** The draft after some ticks, and what it asks the server for. */
function edited(draft: ReturnType<typeof draftOf>, ticks: [string, boolean][]) {
  const base = inherited(draft, ROLES);
  const after = ticks.reduce((each, [name, on]) => toggle(each, name, on, base), draft);
  return { held: ALL.filter((each) => holds(after, each, base)).map((each) => each.permission), change: changeOf(after, ALL, base) };
}

describe("a role's draft", () => {
  it.each<[string, [string, boolean][], string[], string[], string[]]>([
    ["as it begins", [], ["track:create"], [], []],
    ["with more", [["user:read", true]], ["track:create", "user:read"], ["user:read"], []],
    ["with less", [["track:create", false]], [], [], ["track:create"]],
    ["there and back", [["track:create", false], ["track:create", true], ["user:read", true], ["user:read", false]], ["track:create"], [], []],
  ])("%s", (_, ticks, held, permissions, without) => {
    expect(edited(draftOf(undefined), ticks)).toEqual({ held, change: { includes: "user", permissions, without } });
  });

  it("never holds what is the admins' alone", () => {
    expect(edited({ ...draftOf(undefined), includes: "admin" }, [])).toEqual({
      held: ["track:create", "user:read"],
      change: { includes: "admin", permissions: [], without: ["role:manage"] },
    });
  });

  it("keeps the permissions of a plugin that is switched off", () => {
    const known = role("dj", "user", [], { permissions: ["live:start"], without: ["live:stop"] });
    expect(edited(draftOf(known), []).change).toEqual({ includes: "user", permissions: ["live:start"], without: ["live:stop"] });
  });
});

describe("other roles", () => {
  it("cannot be included in a circle", () => {
    expect(possibleBases(ROLES, undefined)).toEqual(["guest", "user", "admin", "curator", "editor"]);
    expect(possibleBases(ROLES, "curator")).toEqual(["guest", "user", "admin"]);
    expect(possibleBases(ROLES, "editor")).toEqual(["guest", "user", "admin", "curator"]);
  });

  it("take the accounts of one that goes, the one it includes first", () => {
    expect(replacements(ROLES, ROLES[4]!)).toEqual(["curator", "user", "admin"]);
  });
});

describe("a role's name", () => {
  it.each(["dj", "night-shift_2"])("%s is one", (name) => expect(roleNameProblem(name, ROLES)).toBeUndefined());
  it.each(["", "a", "Dj", "2nd", "dj!", "x".repeat(41), "admin", "artist", "curator"])("%j is none", (name) =>
    expect(roleNameProblem(name, ROLES)).toBeDefined(),
  );
});
