import type { SmartGroup, SmartRule, SmartRules } from "@/api/types";
import { FIELDS, KEYS, LONGEST, OPERATORS, type Field, type Operator, type Order } from "./fields";

/** A rule while it is written: values as the fields have them. */
export interface RuleDraft {
  key: number;
  field: Field;
  operator: Operator;
  value: string;
  /** The other end of "between". */
  second: string;
}
/** A group inside, made by another program: kept as it is. */
export interface GroupDraft {
  key: number;
  group: SmartGroup;
}
export type RowDraft = RuleDraft | GroupDraft;

export interface Draft {
  match: SmartRules["match"];
  rows: RowDraft[];
  order: Order;
  limit: string;
}

export const isGroup = (row: RowDraft): row is GroupDraft => "group" in row;

let last = 0;

export function newRule(field: Field = "genre"): RuleDraft {
  const { kind } = FIELDS[field];
  const value = kind === "boolean" ? "true" : kind === "key" ? (KEYS[0] ?? "") : "";
  return { key: ++last, field, operator: OPERATORS[kind][0] ?? "is", value, second: "" };
}

export function newDraft(): Draft {
  return { match: "all", rows: [newRule()], order: "-created_at", limit: "100" };
}

/** Another field keeps what was written where it still fits. */
export function withField(row: RuleDraft, field: Field): RuleDraft {
  const { kind } = FIELDS[field];
  if (kind === FIELDS[row.field].kind) return { ...row, field };
  return { ...newRule(field), key: row.key };
}

export function withOperator(row: RuleDraft, operator: Operator): RuleDraft {
  const isDays = (each: Operator) => each === "in_last_days";
  return { ...row, operator, value: isDays(operator) === isDays(row.operator) ? row.value : "" };
}

function draftOf(part: SmartRule | SmartGroup): RowDraft {
  if ("rules" in part) return { key: ++last, group: part };
  const [value, second] = Array.isArray(part.value) ? part.value : [part.value];
  return { key: ++last, field: part.field, operator: part.operator, value: String(value ?? ""), second: String(second ?? "") };
}

export function draftFrom(rules: SmartRules): Draft {
  return { match: rules.match, rows: rules.rules.map(draftOf), order: rules.order, limit: String(rules.limit) };
}

function numberOf(text: string, whole: boolean): number | undefined {
  const number = Number(text.replace(",", "."));
  const fits = text.trim() !== "" && Number.isFinite(number) && number >= 0 && number <= 1e12 && (!whole || Number.isInteger(number));
  return fits ? number : undefined;
}

/** The rule, or nothing while something is missing in it. */
export function ruleOf({ field, operator, value, second }: RuleDraft): SmartRule | undefined {
  const { kind } = FIELDS[field];
  if (kind === "boolean") return { field, operator, value: value === "true" };
  if (kind === "number") {
    const whole = field !== "bpm";
    const from = numberOf(value, whole);
    if (from === undefined) return undefined;
    if (operator !== "between") return { field, operator, value: from };
    const to = numberOf(second, whole);
    return to === undefined ? undefined : { field, operator, value: [from, to] };
  }
  if (operator === "in_last_days") {
    const days = numberOf(value, true);
    return days !== undefined && days >= 1 && days <= 36_500 ? { field, operator, value: days } : undefined;
  }
  const text = value.trim();
  return text ? { field, operator, value: text } : undefined;
}

const partOf = (row: RowDraft): SmartRule | SmartGroup | undefined => (isGroup(row) ? row.group : ruleOf(row));

export const isWhole = (row: RowDraft) => partOf(row) !== undefined;

export function limitOf(text: string): number | undefined {
  const limit = numberOf(text, true);
  return limit !== undefined && limit >= 1 && limit <= LONGEST ? limit : undefined;
}

/** The rules that are whole already; nothing without any. */
export function rulesOf({ match, rows, order, limit }: Draft): SmartRules | undefined {
  const rules = rows.flatMap((row) => partOf(row) ?? []);
  return rules.length > 0 ? { match, rules, order, limit: limitOf(limit) ?? 100 } : undefined;
}

/** Whether it can be kept. */
export function isComplete(draft: Draft): boolean {
  return draft.rows.length > 0 && draft.rows.every(isWhole) && limitOf(draft.limit) !== undefined;
}
