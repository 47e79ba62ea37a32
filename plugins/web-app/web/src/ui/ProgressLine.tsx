import classes from "./ProgressLine.module.css";

interface ProgressLineProps {
  label: string;
  /** 0…1; undefined while nothing can be said yet. */
  value?: number;
  kind?: "active" | "done";
}

export function ProgressLine({ label, value, kind = "active" }: ProgressLineProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      className={classes.line}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-unknown={percent === undefined || undefined}
      data-kind={kind}
    >
      <span className={classes.fill} style={{ width: `${percent ?? 30}%` }} />
    </div>
  );
}
