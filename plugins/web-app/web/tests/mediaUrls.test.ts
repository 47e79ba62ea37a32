// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { hlsConfig } from "@/player/hlsConfig";
import { masterUrl, qualityOf, withToken } from "@/player/mediaUrls";

describe("media URLs", () => {
  it("puts a token in, or in place of the one that is there", () => {
    expect(withToken("/a/init.mp4", "new", "https://veza.test")).toBe("https://veza.test/a/init.mp4?token=new");
    expect(withToken("https://veza.test/a?token=old&x=1", "a b")).toBe("https://veza.test/a?token=a+b&x=1");
  });

  it("escapes ids", () => {
    expect(masterUrl("a/b")).toBe("/api/v1/tracks/a%2Fb/hls/master.m3u8");
  });

  it.each([
    ["https://h/api/v1/tracks/1/hls/medium/playlist.m3u8?token=x", "medium"],
    ["/api/v1/tracks/1/hls/lossless/playlist.m3u8", "lossless"],
    ["/api/v1/tracks/1/hls/master.m3u8", undefined],
    ["", undefined],
  ])("reads the quality from %s", (url, quality) => {
    expect(qualityOf(url)).toBe(quality);
  });

  it("gives every request of hls.js the token of the moment", async () => {
    const opened: string[] = [];
    const xhr = { open: (_: string, url: string) => opened.push(url) } as unknown as XMLHttpRequest;
    let token: string | undefined = "one";
    const { xhrSetup } = hlsConfig(0, 30, async () => token);
    await xhrSetup?.(xhr, "http://h/seg-1.m4s?token=zero", {} as never);
    token = undefined;
    await xhrSetup?.(xhr, "http://h/seg-2.m4s", {} as never);
    expect(opened).toEqual(["http://h/seg-1.m4s?token=one", "http://h/seg-2.m4s"]);
  });
});
