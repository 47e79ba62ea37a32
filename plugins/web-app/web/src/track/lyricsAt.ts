/** The line that is sung at `position`; -1 before the first. `lines` are by time. */
export function lineAt(lines: readonly { time: number }[], position: number): number {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.time ?? Infinity) <= position) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
