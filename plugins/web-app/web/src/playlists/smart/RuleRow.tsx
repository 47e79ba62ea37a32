import { ActionIcon, NativeSelect, TextInput } from "@mantine/core";
import { X } from "lucide-react";
import type { SmartGroup } from "@/api/types";
import { isGroup, isWhole, withField, withOperator, type RowDraft, type RuleDraft } from "./draft";
import { FIELDS, KEYS, OPERATOR_LABELS, OPERATORS, type Field, type Operator } from "./fields";
import classes from "./Smart.module.css";

const FIELD_CHOICES = Object.entries(FIELDS).map(([value, { label }]) => ({ value, label }));
const YES_NO = [
  { value: "true", label: "by you" },
  { value: "false", label: "not by you" },
];

function groupName({ rules, match }: SmartGroup): string {
  if (rules.length === 1) return "A group with 1 rule";
  return `A group of ${rules.length} rules (${match === "all" ? "all" : "any"} of them)`;
}

interface ValueProps {
  row: RuleDraft;
  name: string;
  /** What is wrong with it, once somebody tried to keep it. */
  error?: string;
  onChange: (row: RuleDraft) => void;
}

function Value({ row, name, error, onChange }: ValueProps) {
  const { kind, unit } = FIELDS[row.field];
  const set = (part: Partial<RuleDraft>) => onChange({ ...row, ...part });
  if (kind === "boolean" || kind === "key") {
    return (
      <NativeSelect
        aria-label={`Value of ${name}`}
        data={kind === "key" ? KEYS : YES_NO}
        value={row.value}
        onChange={({ currentTarget: { value } }) => set({ value })}
      />
    );
  }
  const isDay = kind === "date" && row.operator !== "in_last_days";
  const isNumber = kind === "number" || row.operator === "in_last_days";
  const field = (part: "value" | "second", label: string) => (
    <TextInput
      className={classes.input}
      aria-label={`${label} of ${name}`}
      type={isDay ? "date" : "text"}
      inputMode={isNumber ? "decimal" : undefined}
      maxLength={200}
      error={error}
      value={row[part]}
      onChange={({ currentTarget: { value } }) => set({ [part]: value })}
    />
  );
  const behind = row.operator === "in_last_days" ? "days" : unit;
  return (
    <span className={classes.values}>
      {field("value", row.operator === "between" ? "Lowest value" : "Value")}
      {row.operator === "between" && (
        <>
          <span>and</span>
          {field("second", "Highest value")}
        </>
      )}
      {behind && <span>{behind}</span>}
    </span>
  );
}

interface RuleRowProps {
  row: RowDraft;
  /** From 1 */
  number: number;
  /** Whether somebody tried to keep what is not whole. */
  tried: boolean;
  onChange: (row: RowDraft) => void;
  /** Nothing: it is the only one. */
  onRemove?: () => void;
}

export function RuleRow({ row, number, tried, onChange, onRemove }: RuleRowProps) {
  const name = `rule ${number}`;
  return (
    <li className={classes.row} data-short={(!isGroup(row) && FIELDS[row.field].kind === "boolean") || undefined}>
      {isGroup(row) ? (
        <p className={classes.group}>
          {groupName(row.group)}, kept as it is
        </p>
      ) : (
        <>
          <NativeSelect
            aria-label={`Field of ${name}`}
            data={FIELD_CHOICES}
            value={row.field}
            onChange={({ currentTarget: { value } }) => onChange(withField(row, value as Field))}
          />
          {OPERATORS[FIELDS[row.field].kind].length > 1 && (
            <NativeSelect
              aria-label={`Operator of ${name}`}
              data={OPERATORS[FIELDS[row.field].kind].map((value) => ({ value, label: OPERATOR_LABELS[value] }))}
              value={row.operator}
              onChange={({ currentTarget: { value } }) => onChange(withOperator(row, value as Operator))}
            />
          )}
          <Value row={row} name={name} error={tried && !isWhole(row) ? "Fill this in" : undefined} onChange={onChange} />
        </>
      )}
      <ActionIcon className={classes.remove} size={42} aria-label={`Remove ${name}`} disabled={!onRemove} onClick={onRemove}>
        <X size={18} aria-hidden />
      </ActionIcon>
    </li>
  );
}
