import { create } from "zustand";
import { persist } from "zustand/middleware";

/** Whether the player shows what is said of a moment as it passes; kept in this browser. */
export const useCommentSettings = create<{ whilePlaying: boolean }>()(
  persist<{ whilePlaying: boolean }>(() => ({ whilePlaying: true }), { name: "veza-comments", version: 1 }),
);
