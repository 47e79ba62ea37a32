/** The window API of Document Picture-in-Picture (WICG); TypeScript's library does not have it yet. */
interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

declare global {
  interface Window {
    documentPictureInPicture?: DocumentPictureInPicture;
  }
}

export const hasMiniWindow = () => window.documentPictureInPicture !== undefined;

/** Opens a small window above all others that looks like this page. Needs a click or a key press. */
export async function openMiniWindow(width: number, height: number): Promise<Window | undefined> {
  const mini = await window.documentPictureInPicture?.requestWindow({ width, height });
  if (!mini) return undefined;
  const { documentElement: root, head } = mini.document;
  for (const { name, value } of document.documentElement.attributes) {
    if (name !== "data-player") root.setAttribute(name, value);
  }
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) head.append(sheet.cloneNode());
  mini.document.title = document.title;
  return mini;
}
