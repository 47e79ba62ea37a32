/** 75.4 → "1:15"; hours appear when there are any. Unknown lengths are a dash. */
export function clock(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds) || seconds < 0) return "–:––";
  const whole = Math.floor(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}

function count(value: number, unit: string): string {
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}

/** 75.4 → "1 minute 15 seconds", for screen readers. */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    [Math.floor(whole / 3600), "hour"],
    [Math.floor(whole / 60) % 60, "minute"],
    [whole % 60, "second"],
  ] as const;
  const said = parts.filter(([value]) => value > 0).map(([value, unit]) => count(value, unit));
  return said.length > 0 ? said.join(" ") : "0 seconds";
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "3 hours ago", from an RFC 3339 time. */
export function timeAgo(time: string, now: number = Date.now()): string {
  const seconds = (now - Date.parse(time)) / 1000;
  if (!Number.isFinite(seconds)) return "";
  for (const [unit, length] of STEPS) {
    if (seconds >= length) return relative.format(-Math.floor(seconds / length), unit);
  }
  return "just now";
}

export function calendarDate(time: string): string {
  return new Intl.DateTimeFormat("en", { dateStyle: "long" }).format(new Date(time));
}

/** "Nov 21, 2026, 18:04:09" in the person's own zone. */
export function dateAndTime(time: string): string {
  const options = { dateStyle: "medium", timeStyle: "medium", hour12: false } as const;
  return new Intl.DateTimeFormat("en", options).format(new Date(time));
}

/** 5400 → "90 minutes": how long to wait, rounded up. */
export function waitInWords(seconds: number): string {
  if (seconds <= 90) return count(Math.ceil(seconds), "second");
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 120 ? count(minutes, "minute") : count(Math.ceil(minutes / 60), "hour");
}
