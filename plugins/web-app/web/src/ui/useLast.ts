import { useState } from "react";

/** `value`, or what it was before it went: for what a dialog still shows while it closes. */
export function useLast<T>(value: T | null | undefined): T | undefined {
  const [last, setLast] = useState<T>();
  if (value != null && value !== last) setLast(value);
  return value ?? last;
}
