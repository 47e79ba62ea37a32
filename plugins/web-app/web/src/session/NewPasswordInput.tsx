import { PasswordInput } from "@mantine/core";
import { Check, Circle } from "lucide-react";
import { useId, type Ref } from "react";
import classes from "./NewPasswordInput.module.css";
import { isLongEnough, isOwnName, isPattern, PASSWORD_LENGTH, type About } from "./passwordRules";

interface NewPasswordInputProps {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string;
  about: About;
  error?: string;
  onChange: (value: string) => void;
}

/** A password to be, with the server's rules below it, ticked off while it is typed. */
export function NewPasswordInput({ ref, label, value, about, error, onChange }: NewPasswordInputProps) {
  const rules = useId();
  const hints = [
    { text: `At least ${PASSWORD_LENGTH} characters`, met: isLongEnough(value) },
    { text: "No simple pattern, such as qwertz or 123123", met: value !== "" && !isPattern(value) },
    { text: "Not your name or e-mail address", met: value !== "" && !isOwnName(value, about) },
  ];
  return (
    <div>
      <PasswordInput
        ref={ref}
        label={label}
        name="password"
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": "Show password" }}
        aria-describedby={rules}
        value={value}
        error={error}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <ul className={classes.rules} id={rules}>
        {hints.map(({ text, met }) => (
          <li key={text} data-met={met || undefined}>
            {met ? <Check size={16} aria-label="Done:" /> : <Circle size={16} aria-hidden />}
            {text}
          </li>
        ))}
      </ul>
      <p className={classes.advice}>A few unrelated words in a row are easy to remember and hard to guess. Known passwords are refused.</p>
    </div>
  );
}
