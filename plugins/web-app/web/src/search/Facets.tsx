import type { SearchFacets } from "@/api/types";
import classes from "./Search.module.css";
import { TYPES, type HitType, type SearchState } from "./searchState";

const MOST = 8;

interface Option {
  value: string;
  label: string;
  count?: number;
}

interface GroupProps {
  label: string;
  options: Option[];
  chosen: string | undefined;
  onChoose: (value: string | undefined) => void;
}

/** One choice among what was found; the chosen one stays to be taken back. */
function Group({ label, options, chosen, onChoose }: GroupProps) {
  const shown = options.slice(0, MOST);
  if (chosen !== undefined && !shown.some(({ value }) => value === chosen)) shown.unshift({ value: chosen, label: chosen });
  if (shown.length === 0) return null;
  return (
    <div role="group" aria-label={label} className={classes.group}>
      <p className={classes.groupName} aria-hidden>
        {label}
      </p>
      <div className={classes.chips}>
        {shown.map(({ value, label: name, count }) => (
          <button
            key={value}
            type="button"
            className={classes.chip}
            aria-pressed={value === chosen}
            onClick={() => onChoose(value === chosen ? undefined : value)}
          >
            {name}
            {count !== undefined && <span className={classes.count}>{count}</span>}
          </button>
        ))}
      </div>
    </div>
  );
}

const ranges = (list: SearchFacets["bpm"]): Option[] =>
  list.map(({ from, to, count }) => ({ value: `${from}-${to}`, label: `${from}–${to}`, count }));

const values = (list: SearchFacets["genre"]): Option[] => list.map(({ value, count }) => ({ value, label: value, count }));

interface FacetsProps {
  facets: SearchFacets;
  state: SearchState;
  onChange: (changes: SearchState) => void;
}

export function Facets({ facets, state, onChange }: FacetsProps) {
  const types = facets.type.flatMap(({ value, count }) => (value in TYPES ? [{ value, label: TYPES[value as HitType], count }] : []));
  if (state.type && !types.some(({ value }) => value === state.type)) types.unshift({ value: state.type, label: TYPES[state.type], count: 0 });
  return (
    <div className={classes.facets}>
      <Group label="Kind" options={types} chosen={state.type} onChoose={(type) => onChange({ type: type as HitType | undefined })} />
      <Group label="Genre" options={values(facets.genre)} chosen={state.genre} onChoose={(genre) => onChange({ genre })} />
      <Group label="Year" options={ranges(facets.year)} chosen={state.year} onChoose={(year) => onChange({ year })} />
      <Group label="Key" options={values(facets.key)} chosen={state.key} onChoose={(key) => onChange({ key })} />
      <Group label="Tempo (BPM)" options={ranges(facets.bpm)} chosen={state.bpm} onChoose={(bpm) => onChange({ bpm })} />
    </div>
  );
}
