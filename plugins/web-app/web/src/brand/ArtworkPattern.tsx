import type { ReactElement } from "react";
import type { ArtworkDesign, Pattern } from "./artworkDesign";

type Drawing = (design: ArtworkDesign) => ReactElement;

const RINGS = [0, 1, 2, 3, 4, 5];

const DRAWINGS: Record<Pattern, Drawing> = {
  sun: ({ ink, second, dice }) => (
    <>
      <circle cx={50} cy={44 + dice[0] * 12} r={24 + dice[1] * 8} fill={ink} />
      {[0, 1, 2, 3].map((line) => (
        <rect key={line} x={0} y={60 + line * 11} width={100} height={2.5 + line * 1.6} fill={second} />
      ))}
    </>
  ),
  grooves: ({ ink, second, dice }) => (
    <>
      {RINGS.map((ring) => (
        <circle key={ring} cx={dice[0] * 40} cy={100} r={18 + ring * 14} fill="none" stroke={ink} strokeWidth={3 + dice[1] * 4} />
      ))}
      <circle cx={dice[0] * 40} cy={100} r={10} fill={second} />
    </>
  ),
  bars: ({ ink, second, dice }) => (
    <>
      {[0, 1, 2, 3, 4, 5, 6].map((bar) => {
        const height = 24 + 56 * Math.abs(Math.sin((bar + 1) * (0.7 + dice[0] * 1.6) + dice[1] * 6));
        return (
          <rect
            key={bar}
            x={10 + bar * 12}
            y={50 - height / 2}
            width={7}
            height={height}
            rx={3.5}
            fill={bar === Math.floor(dice[2] * 7) ? second : ink}
          />
        );
      })}
    </>
  ),
  waves: ({ ink, second, dice }) => (
    <>
      {RINGS.map((row) => {
        const y = 22 + row * 14;
        const lift = 8 + dice[0] * 10;
        return (
          <path
            key={row}
            d={`M-5 ${y} q 14 ${-lift} 27.5 0 t 27.5 0 t 27.5 0 t 27.5 0`}
            fill="none"
            stroke={row === Math.floor(dice[1] * 6) ? second : ink}
            strokeWidth={4}
            strokeLinecap="round"
          />
        );
      })}
    </>
  ),
  quarters: ({ ink, second, dice }) => (
    <>
      <path d="M0 0 H50 A50 50 0 0 1 0 50 Z" fill={ink} />
      <path d="M100 50 V100 H50 A50 50 0 0 1 100 50 Z" fill={second} />
      <circle cx={75} cy={25} r={10 + dice[0] * 10} fill={dice[1] > 0.5 ? ink : second} />
      <rect x={10} y={62} width={28} height={28} rx={dice[2] * 14} fill={dice[1] > 0.5 ? second : ink} />
    </>
  ),
  moon: ({ ink, second, ground, dice }) => (
    <>
      <circle cx={50} cy={50} r={34} fill={ink} />
      <circle cx={58 + dice[0] * 14} cy={42} r={30} fill={ground[1]} />
      <circle cx={24 + dice[1] * 40} cy={82} r={4 + dice[2] * 4} fill={second} />
    </>
  ),
};

export function ArtworkPattern({ design }: { design: ArtworkDesign }) {
  return <g transform={`rotate(${design.pattern === "sun" ? 0 : design.turn} 50 50)`}>{DRAWINGS[design.pattern](design)}</g>;
}
