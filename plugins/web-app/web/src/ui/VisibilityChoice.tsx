import { Radio } from "@mantine/core";
import type { Visibility } from "@/api/types";
import classes from "./VisibilityChoice.module.css";

const CHOICES: { value: Visibility; label: string; description: string }[] = [
  { value: "public", label: "Public", description: "Everyone on this site can find and play it." },
  { value: "private", label: "Private", description: "Only you and the moderators can." },
];

interface VisibilityChoiceProps {
  value: Visibility;
  onChange: (value: Visibility) => void;
  label?: string;
}

export function VisibilityChoice({ value, onChange, label = "Who can hear it" }: VisibilityChoiceProps) {
  return (
    <Radio.Group label={label} value={value} onChange={(chosen) => onChange(chosen as Visibility)}>
      <div className={classes.choices}>
        {CHOICES.map((choice) => (
          <Radio key={choice.value} {...choice} classNames={{ root: classes.choice, label: classes.label, description: classes.description }} />
        ))}
      </div>
    </Radio.Group>
  );
}
