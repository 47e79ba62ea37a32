/** Where the arrow keys lead in a list of `count` suggestions; -1 is the field itself. */
export function step(active: number, key: string, count: number): number {
  if (count === 0) return -1;
  if (key === "ArrowDown") return active >= count - 1 ? -1 : active + 1;
  if (key === "ArrowUp") return active < 0 ? count - 1 : active - 1;
  return active;
}
