import { Button, NativeSelect, TextInput } from "@mantine/core";
import { Plus } from "lucide-react";
import { useMemo, useState, type FormEvent, type ReactNode } from "react";
import type { SmartRules } from "@/api/types";
import { FormError } from "@/session/FormError";
import { isComplete, limitOf, newRule, rulesOf, type Draft, type RowDraft } from "./draft";
import { LONGEST, MOST_RULES, ORDERS, type Order } from "./fields";
import { Preview } from "./Preview";
import { RuleRow } from "./RuleRow";
import classes from "./Smart.module.css";

const MATCHES = [
  { value: "all", label: "all of these" },
  { value: "any", label: "any of these" },
];
const ORDER_CHOICES = Object.entries(ORDERS).map(([value, label]) => ({ value, label }));

interface RulesEditorProps {
  initial: Draft;
  submit: string;
  pending: boolean;
  error: unknown;
  onSubmit: (rules: SmartRules) => void;
  /** Fields above the rules. */
  children?: ReactNode;
  /** A button beside the one that keeps it. */
  cancel: ReactNode;
}

/** Rules, one a row, and beside them what they choose. */
export function RulesEditor({ initial, submit, pending, error, onSubmit, children, cancel }: RulesEditorProps) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const set = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const setRow = (at: number, row: RowDraft) => set({ rows: draft.rows.map((each, place) => (place === at ? row : each)) });
  const rules = useMemo(() => rulesOf(draft), [draft]);

  const keep = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (rules && isComplete(draft)) onSubmit(rules);
  };

  return (
    <div className={classes.columns}>
      <form className={classes.form} onSubmit={keep} noValidate>
        <FormError error={error} />
        {children}
        <fieldset className={classes.rules}>
          <legend className={classes.legend}>Rules</legend>
          <p className={classes.match}>
            Tracks that fit
            <NativeSelect
              aria-label="How many rules must fit"
              data={MATCHES}
              value={draft.match}
              onChange={({ currentTarget: { value } }) => set({ match: value as Draft["match"] })}
            />
          </p>
          <ol className={classes.rows} aria-label="Rules">
            {draft.rows.map((row, at) => (
              <RuleRow
                key={row.key}
                row={row}
                number={at + 1}
                tried={tried}
                onChange={(changed) => setRow(at, changed)}
                onRemove={draft.rows.length > 1 ? () => set({ rows: draft.rows.filter((_, place) => place !== at) }) : undefined}
              />
            ))}
          </ol>
          <Button
            variant="default"
            leftSection={<Plus size={17} aria-hidden />}
            disabled={draft.rows.length >= MOST_RULES}
            onClick={() => set({ rows: [...draft.rows, newRule()] })}
          >
            Add a rule
          </Button>
        </fieldset>
        <div className={classes.pair}>
          <NativeSelect
            label="Order"
            data={ORDER_CHOICES}
            value={draft.order}
            onChange={({ currentTarget: { value } }) => set({ order: value as Order })}
          />
          <TextInput
            label="At most"
            inputMode="numeric"
            error={limitOf(draft.limit) === undefined ? `A number from 1 to ${LONGEST}` : undefined}
            rightSection={<span className={classes.unit}>tracks</span>}
            rightSectionWidth={64}
            value={draft.limit}
            onChange={({ currentTarget: { value } }) => set({ limit: value })}
          />
        </div>
        <div className={classes.buttons}>
          <Button type="submit" loading={pending}>
            {submit}
          </Button>
          {cancel}
        </div>
      </form>
      <Preview rules={rules} />
    </div>
  );
}
