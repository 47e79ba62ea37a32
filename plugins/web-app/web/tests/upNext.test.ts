import { describe, expect, it } from "vitest";
import { append, currentTrack, emptyQueue, heardOf, insertNext, moveUpcoming, queueFrom, removeUpcoming, upcoming, withoutUpcoming, type Queue } from "@/player/queue";
import { fadeAt, useSleepTimer } from "@/player/sleepTimer";
import { makeTrack } from "./makeTrack";

const [a, b, c, d] = ["a", "b", "c", "d"].map((id) => makeTrack({ id })) as [ReturnType<typeof makeTrack>, ReturnType<typeof makeTrack>, ReturnType<typeof makeTrack>, ReturnType<typeof makeTrack>];
const ids = (queue: Queue) => queue.tracks.map(({ id }) => id).join("");

describe("what comes next", () => {
  const queue = queueFrom([a, b, c], "a");

  it("is put right behind the current track, or at the end", () => {
    expect(ids(insertNext(queue, [d, b]))).toBe("adbbc");
    expect(ids(append(queue, [d]))).toBe("abcd");
    expect(currentTrack(insertNext(queue, [d]))).toBe(a);
    expect(currentTrack(insertNext(emptyQueue, [d]))).toBe(d);
    expect(currentTrack(append(emptyQueue, [d, a]))).toBe(d);
  });

  it("is moved and removed while the current track stays", () => {
    const long = queueFrom([d, a, b, c], "a");
    expect(ids(moveUpcoming(long, 0, 1))).toBe("dacb");
    expect(ids(moveUpcoming(long, 1, 0))).toBe("dacb");
    expect(ids(removeUpcoming(long, 0))).toBe("dac");
    expect(ids(withoutUpcoming(long))).toBe("da");
    for (const changed of [moveUpcoming(long, 0, 1), removeUpcoming(long, 1), withoutUpcoming(long)]) expect(currentTrack(changed)).toBe(a);
  });

  it("stays as it is when asked for what is not there", () => {
    for (const [from, to] of [[5, 0], [0, 5], [0, -1], [2, 0]] as const) expect(moveUpcoming(queue, from, to)).toEqual(queue);
    expect(removeUpcoming(queue, 9)).toEqual(queue);
    expect(removeUpcoming(queue, -1)).toEqual(queue);
    expect(upcoming(emptyQueue)).toEqual([]);
  });
});

describe("an endless radio", () => {
  it("tells the last fifty, the last first, each once", () => {
    expect(heardOf(["a", "b", "a"])).toEqual(["a", "b"]);
    const many = Array.from({ length: 80 }, (_, at) => `t${at}`);
    expect(heardOf(many)).toHaveLength(50);
    expect(heardOf(many)[0]).toBe("t79");
  });
});

describe("the sleep timer", () => {
  it("lets the music go within ten seconds", () => {
    expect([fadeAt(60_000), fadeAt(10_000), fadeAt(5_000), fadeAt(0), fadeAt(-1)]).toEqual([1, 1, 0.5, 0, 0]);
  });

  it("stops behind one track only", () => {
    const { set, takeEnd } = useSleepTimer.getState();
    set("end");
    expect(takeEnd()).toBe(true);
    expect(takeEnd()).toBe(false);
    set(15);
    expect(takeEnd()).toBe(false);
    expect(useSleepTimer.getState().until).toBeGreaterThan(Date.now());
    set(null);
    expect(useSleepTimer.getState().until).toBeNull();
  });
});
