import { useState, type CSSProperties, type KeyboardEvent } from "react";
import classes from "./RangeInput.module.css";

interface RangeInputProps {
  label: string;
  value: number;
  max: number;
  /** What one arrow key press moves. */
  step: number;
  /** The value in words, for screen readers. */
  valueText: string;
  /** A second, fainter fill, such as what has been buffered. */
  secondary?: number;
  disabled?: boolean;
  onChange: (value: number) => void;
  /** Report only where a drag ends instead of every place on the way. */
  commitOnRelease?: boolean;
  className?: string;
}

const percent = (value: number, max: number) => `${max > 0 ? Math.min(100, (100 * value) / max) : 0}%`;

/** A native range input with fine pointer resolution and coarser keys. */
export function RangeInput(props: RangeInputProps) {
  const { label, value, max, step, valueText, secondary = 0, disabled, onChange, commitOnRelease, className } = props;
  const [dragged, setDragged] = useState<number>();
  const shown = dragged ?? value;

  const release = () => {
    if (dragged !== undefined) onChange(dragged);
    setDragged(undefined);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowRight: shown + step,
      ArrowUp: shown + step,
      ArrowLeft: shown - step,
      ArrowDown: shown - step,
      PageUp: shown + 4 * step,
      PageDown: shown - 4 * step,
      Home: 0,
      End: max,
    };
    const target = moves[event.key];
    if (target === undefined) return;
    event.preventDefault();
    onChange(Math.min(max, Math.max(0, target)));
  };

  const style = { "--fill": percent(shown, max), "--secondary": percent(secondary, max) } as CSSProperties;
  return (
    <input
      type="range"
      className={`${classes.range} ${className ?? ""}`}
      style={style}
      aria-label={label}
      aria-valuetext={valueText}
      min={0}
      max={max > 0 ? max : 1}
      step="any"
      value={shown}
      disabled={disabled}
      onChange={({ target }) => (commitOnRelease ? setDragged(Number(target.value)) : onChange(Number(target.value)))}
      onPointerUp={release}
      onBlur={release}
      onKeyDown={onKeyDown}
    />
  );
}
