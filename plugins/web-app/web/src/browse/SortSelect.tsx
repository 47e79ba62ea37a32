import { NativeSelect } from "@mantine/core";
import classes from "./Browse.module.css";

interface SortSelectProps<S extends string> {
  sorts: Record<S, string>;
  value: S;
  onChange: (sort: S) => void;
}

export function SortSelect<S extends string>({ sorts, value, onChange }: SortSelectProps<S>) {
  return (
    <NativeSelect
      className={classes.sort}
      aria-label="Sort by"
      data={Object.entries<string>(sorts).map(([key, label]) => ({ value: key, label }))}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value as S)}
    />
  );
}
