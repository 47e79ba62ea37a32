import { describe, expect, it } from "vitest";
import type { SmartRules } from "@/api/types";
import { draftFrom, isComplete, isGroup, newDraft, newRule, ruleOf, rulesOf, withField, withOperator, type RuleDraft } from "@/playlists/smart/draft";
import { FIELDS, OPERATORS, type Field, type Operator } from "@/playlists/smart/fields";

const rule = (field: Field, operator: Operator, value: string, second = ""): RuleDraft => ({ key: 1, field, operator, value, second });

describe("rules of a smart playlist", () => {
  it("come back from a draft as they went in, groups of other programs too", () => {
    const rules: SmartRules = {
      match: "any",
      order: "-plays",
      limit: 50,
      rules: [
        { field: "genre", operator: "is", value: "House" },
        { field: "bpm", operator: "between", value: [120, 128.5] },
        { field: "added", operator: "in_last_days", value: 30 },
        { field: "liked", operator: "is", value: false },
        { match: "all", rules: [{ field: "year", operator: "is", value: 1999 }] },
      ],
    };
    const draft = draftFrom(rules);
    expect(draft.rows.filter(isGroup)).toHaveLength(1);
    expect(rulesOf(draft)).toEqual(rules);
    expect(isComplete(draft)).toBe(true);
  });

  it.each([
    [rule("genre", "is", "  "), undefined],
    [rule("genre", "is", " Folk "), "Folk"],
    [rule("year", "is", "2004.5"), undefined],
    [rule("year", "is", "-1"), undefined],
    [rule("year", "is", "many"), undefined],
    [rule("bpm", "less_than", "92,5"), 92.5],
    [rule("bpm", "between", "90"), undefined],
    [rule("bpm", "between", "90", "100"), [90, 100]],
    [rule("added", "in_last_days", "0"), undefined],
    [rule("added", "in_last_days", "7"), 7],
    [rule("added", "after", "2024-05-31"), "2024-05-31"],
    [rule("mine", "is", "true"), true],
  ])("is whole only with a value that fits: %o", (draft, value) => {
    expect(ruleOf(draft)?.value).toEqual(value);
  });

  it("keeps what was written where another field can have it", () => {
    expect(withField(rule("genre", "is", "Folk"), "artist")).toMatchObject({ field: "artist", operator: "is", value: "Folk" });
    expect(withField(rule("genre", "is", "Folk"), "year")).toMatchObject({ field: "year", operator: "is", value: "" });
    expect(withOperator(rule("added", "in_last_days", "7"), "before").value).toBe("");
    expect(withOperator(rule("bpm", "is", "90"), "between").value).toBe("90");
  });

  it("begins with operators that the field has", () => {
    for (const field of Object.keys(FIELDS) as Field[]) expect(OPERATORS[FIELDS[field].kind]).toContain(newRule(field).operator);
  });

  it("previews what is whole, and keeps nothing before all of it is", () => {
    const draft = { ...newDraft(), rows: [rule("genre", "is", "Folk"), rule("year", "is", "")] };
    expect(rulesOf(draft)?.rules).toHaveLength(1);
    expect(isComplete(draft)).toBe(false);
    expect(rulesOf(newDraft())).toBeUndefined();
    expect(isComplete({ ...draft, rows: draft.rows.slice(0, 1), limit: "501" })).toBe(false);
  });
});
