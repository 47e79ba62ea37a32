import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { suggestQuery } from "@/api/queries/search";
import type { Suggestion } from "@/api/types";
import { HitIcon } from "./HitIcon";
import { hitPage } from "./hitLink";
import classes from "./Search.module.css";
import { step } from "./suggestions";

const PAUSE = 120;
const KINDS: Record<string, string> = { track: "Track", artist: "Artist", album: "Album", playlist: "Playlist", user: "Member" };

interface SearchFieldProps {
  value: string;
  onSearch: (q: string) => void;
}

/** A search field that completes: the combobox pattern of WAI-ARIA with a list below it. */
export function SearchField({ value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value);
  const [opened, setOpened] = useState(false);
  const [active, setActive] = useState(-1);
  const list = useId();
  const input = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(typed.trim(), PAUSE);
  const { data } = useQuery({ ...suggestQuery(asked), enabled: opened && asked !== "" });
  const suggestions = opened && typed.trim() ? (data ?? []) : [];
  const shown = suggestions.length > 0;
  const optionId = (at: number) => `${list}-${at}`;

  // The address changed by itself: back, or a search from before.
  useEffect(() => setTyped(value), [value]);

  const close = () => {
    setOpened(false);
    setActive(-1);
  };
  const search = (q: string) => {
    close();
    setTyped(q);
    onSearch(q.trim());
  };
  const choose = (suggestion: Suggestion) => {
    if (suggestion.type === "user") {
      close();
      return void navigate({ to: "/u/$name", params: { name: suggestion.title } });
    }
    const page = hitPage(suggestion.type);
    if (!page) return search(suggestion.title);
    close();
    void navigate({ to: page, params: { id: suggestion.id } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const chosen = suggestions[active];
    if (chosen) choose(chosen);
    else search(typed);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && shown) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpened(true);
      setActive(step(active, event.key, suggestions.length));
    }
  };

  return (
    <form role="search" className={classes.form} onSubmit={submit}>
      <TextInput
        ref={input}
        size="md"
        role="combobox"
        aria-label="Search the site"
        aria-expanded={shown}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active >= 0 && shown ? optionId(active) : undefined}
        autoComplete="off"
        maxLength={500}
        placeholder="Songs, artists, albums, playlists"
        leftSection={<Search size={20} aria-hidden />}
        rightSection={
          typed && (
            <CloseButton
              aria-label="Clear search"
              onClick={() => {
                search("");
                input.current?.focus();
              }}
            />
          )
        }
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setOpened(true);
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <ul id={list} role="listbox" aria-label="Suggestions" className={classes.suggestions} hidden={!shown}>
        {suggestions.map((suggestion, at) => (
          // The keyboard stays in the field, which says by aria-activedescendant where it is.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={`${suggestion.type} ${suggestion.id}`}
            id={optionId(at)}
            role="option"
            aria-selected={at === active}
            className={classes.suggestion}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(suggestion)}
          >
            <HitIcon type={suggestion.type} size={18} />
            <span className={classes.suggested}>{suggestion.title}</span>
            <span className={classes.kind}>{[KINDS[suggestion.type], suggestion.subtitle].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </form>
  );
}
