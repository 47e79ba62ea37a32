import { create } from "zustand";

interface Toast {
  id: number;
  text: string;
}

const SHOWN_FOR = 5_000;

export const useToasts = create<{ toasts: Toast[] }>()(() => ({ toasts: [] }));

let last = 0;

/** Shows one sentence for a few seconds and has it read out. */
export function toast(text: string): void {
  const id = ++last;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { id, text }] }));
  setTimeout(() => useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((item) => item.id !== id) })), SHOWN_FOR);
}
