import { Check } from "lucide-react";
import classes from "./Choices.module.css";

interface TogglesProps<K extends string> {
  toggles: readonly { key: K; label: string }[];
  values: Record<K, boolean>;
  onChange: (key: K, on: boolean) => void;
}

/** Any of a few, as a list of lines with ticks. */
export function Toggles<K extends string>({ toggles, values, onChange }: TogglesProps<K>) {
  return (
    <div className={classes.list}>
      {toggles.map(({ key, label }) => (
        <label key={key} className={classes.line}>
          <input
            className={classes.input}
            type="checkbox"
            checked={values[key]}
            onChange={({ target }) => onChange(key, target.checked)}
          />
          <Check size={16} className={classes.tick} aria-hidden />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
