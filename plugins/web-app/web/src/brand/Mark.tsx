/** The sign of Veza: a V drawn with the bars of a level meter. Decoration; the name stands beside it. */
export function Mark({ size = 28 }: { size?: number }) {
  const bars = [
    [2, 8],
    [8, 16],
    [14, 23],
    [20, 16],
    [26, 8],
  ] as const;
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      {bars.map(([x, height]) => (
        <rect key={x} x={x} y={4} width={4} height={height} rx={2} fill="currentColor" />
      ))}
    </svg>
  );
}
