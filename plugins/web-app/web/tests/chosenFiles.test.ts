import { describe, expect, it } from "vitest";
import { audioOf, droppedFiles } from "@/upload/chosenFiles";

const file = (name: string) => new File(["x"], name);
const fileEntry = (name: string) => ({ isFile: true, isDirectory: false, file: (done: (f: File) => void) => done(file(name)) });
function folderEntry(batches: object[][]) {
  const left = [...batches];
  return { isFile: false, isDirectory: true, createReader: () => ({ readEntries: (done: (e: object[]) => void) => done(left.shift() ?? []) }) };
}
const broken = { isFile: false, isDirectory: true, createReader: () => ({ readEntries: (_: unknown, fail: (e: Error) => void) => fail(new Error("no")) }) };
const drop = (entries: object[], files: File[] = []) =>
  droppedFiles({ items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })), files } as unknown as DataTransfer);
const names = (files: File[]) => files.map(({ name }) => name);

describe("chosen files", () => {
  it("takes of a folder what is audio by its name", () => {
    expect(names(audioOf(["a.flac", "B.MP3", "cover.jpg", "._a.flac", "notes", "x.opus.txt"].map(file)))).toEqual(["a.flac", "B.MP3"]);
  });

  it("takes loose files as they are, so that a refusal is told", async () => {
    expect(names(await drop([fileEntry("notes.txt")], [file("notes.txt")]))).toEqual(["notes.txt"]);
  });

  it("walks dropped folders to their end, batch by batch", async () => {
    const inner = folderEntry([[fileEntry("c.ogg"), fileEntry("cover.png")]]);
    const outer = folderEntry([[fileEntry("a.flac")], [fileEntry("b.wav"), inner]]);
    expect(names(await drop([outer, fileEntry("d.mp3"), broken]))).toEqual(["a.flac", "b.wav", "c.ogg", "d.mp3"]);
  });
});
