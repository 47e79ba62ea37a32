import { Button, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import classes from "./AuditFilters.module.css";
import { AUDIT_FILTERS, auditSearch, type AuditSearch } from "./auditSearch";

interface AuditFiltersProps {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

const FIELDS = {
  actor: { label: "Who", placeholder: "name or id" },
  action: { label: "What", placeholder: "identity.session" },
  ip: { label: "From where", placeholder: "192.0.2.1" },
  from: { label: "From", type: "date" },
  to: { label: "Before", type: "date" },
} as const;

export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const [typed, setTyped] = useState(search);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(auditSearch({ ...typed }));
  };
  const filtered = Object.keys(search).length > 0;
  return (
    <form className={classes.filters} role="search" aria-label="Audit log" onSubmit={submit}>
      {AUDIT_FILTERS.map((name) => (
        <TextInput
          key={name}
          {...FIELDS[name]}
          size="sm"
          className={classes.field}
          autoCapitalize="none"
          spellCheck={false}
          value={typed[name] ?? ""}
          onChange={({ currentTarget: { value } }) => setTyped((before) => ({ ...before, [name]: value }))}
        />
      ))}
      <div className={classes.buttons}>
        <Button type="submit">Filter</Button>
        {filtered && (
          <Button variant="default" onClick={() => onChange({})}>
            Clear
          </Button>
        )}
      </div>
    </form>
  );
}
