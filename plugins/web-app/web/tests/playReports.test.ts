import { describe, expect, it } from "vitest";
import { followPlays, neededSeconds, newPlayId, type PlayReport } from "@/listening/playReports";
import type { PlayerState } from "@/player/playerStore";
import { makeTrack } from "./makeTrack";

function listener() {
  const reports: PlayReport[] = [];
  let count = 0;
  const follow = followPlays((report) => reports.push(report), () => `play-${++count}`);
  const at = (id: string, position: number, status: PlayerState["status"] = "playing", duration = 100) =>
    follow({ queue: { tracks: [makeTrack({ id, duration })], index: 0 }, status, position, mediaDuration: duration, deck: 0, also: null } as unknown as PlayerState);
  const play = (id: string, from: number, to: number, duration = 100) => {
    for (let second = from; second <= to; second += 1) at(id, second, "playing", duration);
  };
  const both = (deck: 0 | 1, id: string, position: number, other?: string, otherPosition = 0, duration = 20) =>
    follow({
      queue: { tracks: [makeTrack({ id, duration })], index: 0 },
      status: "playing",
      position,
      mediaDuration: duration,
      deck,
      also: other ? { track: makeTrack({ id: other, duration }), position: otherPosition } : null,
    } as unknown as PlayerState);
  return { reports, at, play, both };
}

describe("play reports", () => {
  it("need thirty seconds, or half of a shorter track", () => {
    expect([neededSeconds(300), neededSeconds(20), neededSeconds(null)]).toEqual([30, 10, 30]);
  });

  it("come when a play counts, and when another track begins", () => {
    const { reports, play } = listener();
    play("a", 0, 40);
    expect(reports).toEqual([{ trackId: "a", playId: "play-1", heard: 30 }]);
    play("b", 0, 3);
    expect(reports).toHaveLength(2);
    expect(reports[1]).toEqual({ trackId: "a", playId: "play-1", heard: 40 });
  });

  it("do not count what was skipped", () => {
    const { reports, at, play } = listener();
    play("a", 0, 5);
    at("a", 90);
    play("a", 90, 99);
    expect(reports).toEqual([]);
  });

  it("are of two plays when a track is heard twice", () => {
    const { reports, at, play } = listener();
    play("a", 0, 20, 20);
    at("a", 20, "ended", 20);
    play("a", 0, 20, 20);
    expect(reports.map(({ playId, heard }) => [playId, heard])).toEqual([
      ["play-1", 10],
      ["play-1", 20],
      ["play-2", 10],
    ]);
  });

  it.each([
    ["two tracks", "b"],
    ["one track twice", "a"],
  ])("count both sides of a fade of %s for what is heard of each", (_, second) => {
    const { reports, both } = listener();
    for (let time = 0; time < 14; time += 1) both(0, "a", time);
    for (let time = 0; time < 3; time += 1) both(0, "a", 14 + time, second, time);
    for (let time = 3; time <= 6; time += 1) both(1, second, time, "a", 14 + time);
    for (let time = 7; time <= 15; time += 1) both(1, second, time);
    both(1, "z", 0);
    expect(reports).toEqual([
      { trackId: "a", playId: "play-1", heard: 10 },
      { trackId: "a", playId: "play-1", heard: 20 },
      { trackId: second, playId: "play-2", heard: 10 },
      { trackId: second, playId: "play-2", heard: 15 },
    ]);
  });

  it("are named by UUIDs that the server takes", () => {
    expect(newPlayId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
