const AUDIO = /\.(wav|flac|mp3|m4a|aac|ogg|oga|opus|aif|aiff)$/i;

/** What of a folder is worth sending: covers, texts and hidden files are not. */
export function audioOf(files: Iterable<File>): File[] {
  return [...files].filter(({ name }) => AUDIO.test(name) && !name.startsWith("."));
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));
const nextOf = (reader: FileSystemDirectoryReader) =>
  new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));

async function filesBelow(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const found: File[] = [];
  const reader = folder.createReader();
  // A browser gives a hundred at a time.
  for (let batch = await nextOf(reader); batch.length > 0; batch = await nextOf(reader)) {
    for (const entry of batch) found.push(...(await filesOf(entry)));
  }
  return audioOf(found);
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isDirectory) return filesBelow(entry as FileSystemDirectoryEntry);
  return entry.isFile ? [await fileOf(entry as FileSystemFileEntry)] : [];
}

/** The files that were dropped, and the audio files in folders that were. */
export async function droppedFiles({ items, files }: Pick<DataTransfer, "items" | "files">): Promise<File[]> {
  // Both lists are empty once the event is over.
  const loose = [...files];
  const entries = [...items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return loose;
  const found: File[] = [];
  for (const entry of entries) {
    // A folder that cannot be read does not keep the others from being sent.
    if (entry) found.push(...(await filesOf(entry).catch(() => [])));
  }
  return found;
}
