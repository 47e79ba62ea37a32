// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backoff } from "@/live/backoff";
import { LiveSocket } from "@/live/LiveSocket";
import { isSettled, newer } from "@/live/useTrackStatus";

class Peer extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  sent: { type: string; topic?: string }[] = [];
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  accept() {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }
  close() {
    this.readyState = WebSocket.CLOSED;
    this.dispatchEvent(new Event("close"));
  }
  say(data: unknown) {
    this.dispatchEvent(new MessageEvent("message", { data: typeof data === "string" ? data : JSON.stringify(data) }));
  }
}

function setUp() {
  const peers: Peer[] = [];
  const recover = vi.fn(async () => undefined);
  const socket = new LiveSocket(() => {
    const peer = new Peer();
    peers.push(peer);
    return peer as unknown as WebSocket;
  }, recover);
  return { peers, recover, socket, last: () => peers.at(-1) as Peer };
}

describe("LiveSocket", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("connects with the first subscription and shares the connection", () => {
    const { socket, peers, last } = setUp();
    expect(peers).toHaveLength(0);
    socket.subscribe("track.a", vi.fn());
    socket.subscribe("track.b", vi.fn());
    last().accept();
    expect(peers).toHaveLength(1);
    expect(last().sent.map(({ topic }) => topic)).toEqual(["track.a", "track.b"]);
  });

  it("hands a frame to the handlers of its topic, and survives nonsense", () => {
    const { socket, last } = setUp();
    const [a, b] = [vi.fn(), vi.fn()];
    socket.subscribe("track.a", a);
    socket.subscribe("track.b", b);
    last().accept();
    for (const frame of ["{", "null", "7", { type: "Pong" }, { type: "TrackStatus", topic: "track.x" }]) last().say(frame);
    last().say({ type: "TrackStatus", topic: "track.a", data: { progress: 1 } });
    expect(a).toHaveBeenCalledExactlyOnceWith("TrackStatus", { progress: 1 });
    expect(b).not.toHaveBeenCalled();
  });

  it("subscribes again after a break, once the session is sound", async () => {
    const { socket, peers, last, recover } = setUp();
    socket.subscribe("track.a", vi.fn());
    last().accept();
    last().close();
    expect(socket.isOpen).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(recover).toHaveBeenCalledTimes(1);
    expect(peers).toHaveLength(2);
    last().accept();
    expect(last().sent).toEqual([{ type: "Subscribe", topic: "track.a" }]);
  });

  it("unsubscribes with the last handler, then lets the connection go", async () => {
    const { socket, last } = setUp();
    const leave = [socket.subscribe("track.a", vi.fn()), socket.subscribe("track.a", vi.fn())];
    last().accept();
    leave[0]?.();
    expect(last().sent).toHaveLength(1);
    leave[1]?.();
    leave[1]?.();
    expect(last().sent.slice(1)).toEqual([{ type: "Unsubscribe", topic: "track.a" }]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(last().readyState).toBe(WebSocket.CLOSED);
  });

  it("does not connect again when nobody listens", async () => {
    const { socket, peers, last } = setUp();
    const leave = socket.subscribe("track.a", vi.fn());
    last().accept();
    leave();
    last().close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(peers).toHaveLength(1);
  });
});

describe("backoff", () => {
  it("doubles up to half a minute, with some chance in it", () => {
    expect([0, 1, 2, 5, 50].map((attempt) => backoff(attempt, () => 1))).toEqual([1_000, 2_000, 4_000, 30_000, 30_000]);
    expect(backoff(0, () => 0)).toBe(500);
  });
});

describe("track status", () => {
  const status = (name: "running" | "ready", progress: number) => ({ track_id: "t", status: name, progress, playable: true, reason: null });

  it("does not go back", () => {
    const later = status("running", 0.8);
    expect(newer(later, status("running", 0.5))).toBe(later);
    expect(newer(later, status("ready", 1)).status).toBe("ready");
    expect(newer(undefined, later)).toBe(later);
    expect(newer(status("ready", 1), later)).toBe(later);
  });

  it("is settled at an end", () => {
    expect(isSettled(undefined)).toBe(false);
    expect(isSettled(status("running", 1))).toBe(false);
    expect(isSettled(status("ready", 1))).toBe(true);
  });
});
