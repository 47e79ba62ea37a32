import { describe, expect, it, vi } from "vitest";
import { StreamTokens } from "@/player/streamTokens";

function setUp(expires_in = 600) {
  const clock = { now: 0 };
  const issue = vi.fn(async (track: string) => ({ token: `${track}-${issue.mock.calls.length}`, expires_in }));
  return { clock, issue, tokens: new StreamTokens(issue, () => clock.now) };
}

describe("StreamTokens", () => {
  it("asks once for requests that come together", async () => {
    const { tokens, issue } = setUp();
    expect(await Promise.all([tokens.get("a"), tokens.get("a")])).toEqual(["a-1", "a-1"]);
    expect(issue).toHaveBeenCalledTimes(1);
  });

  it("keeps one token for each track", async () => {
    const { tokens } = setUp();
    expect(await tokens.get("a")).toBe("a-1");
    expect(await tokens.get("b")).toBe("b-2");
    expect(await tokens.get("a")).toBe("a-1");
  });

  it("renews in the background while the old token still serves", async () => {
    const { tokens, clock, issue } = setUp();
    await tokens.get("a");
    clock.now = 400_000;
    expect(await tokens.get("a")).toBe("a-1");
    expect(issue).toHaveBeenCalledTimes(2);
    await Promise.resolve();
    expect(await tokens.get("a")).toBe("a-2");
  });

  it("waits for a new one when the old one is about to end", async () => {
    const { tokens, clock } = setUp();
    await tokens.get("a");
    clock.now = 590_000;
    expect(await tokens.get("a")).toBe("a-2");
  });

  it("survives a failed renewal while the old token lasts", async () => {
    const { tokens, clock, issue } = setUp();
    await tokens.get("a");
    issue.mockRejectedValueOnce(new Error("offline"));
    clock.now = 400_000;
    expect(await tokens.get("a")).toBe("a-1");
    await Promise.resolve();
    expect(await tokens.get("a")).toBe("a-1");
  });

  it("reports when there is no token at all, and asks again later", async () => {
    const { tokens, issue } = setUp();
    issue.mockRejectedValueOnce(new Error("offline"));
    await expect(tokens.get("a")).rejects.toThrow("offline");
    expect(await tokens.get("a")).toBe("a-2");
  });

  it("forgets a refused token", async () => {
    const { tokens } = setUp();
    await tokens.get("a");
    tokens.drop("a");
    expect(await tokens.get("a")).toBe("a-2");
  });
});
