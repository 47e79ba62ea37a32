import { Check } from "lucide-react";
import { useId } from "react";
import classes from "./Choices.module.css";

export interface Choice<T extends string> {
  value: T;
  label: string;
  note?: string;
}

interface ChoicesProps<T extends string> {
  legend: string;
  choices: readonly Choice<T>[];
  value: T;
  onChange: (value: T) => void;
}

/** One of a few, as a list of lines with a tick. */
export function Choices<T extends string>({ legend, choices, value, onChange }: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset className={classes.list}>
      <legend className={classes.legend}>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={classes.line}>
          <input
            className={classes.input}
            type="radio"
            name={name}
            checked={choice.value === value}
            data-autofocus={choice.value === value || undefined}
            onChange={() => onChange(choice.value)}
          />
          <Check size={16} className={classes.tick} aria-hidden />
          <span>{choice.label}</span>
          {choice.note && <span className={classes.note}>{choice.note}</span>}
        </label>
      ))}
    </fieldset>
  );
}
