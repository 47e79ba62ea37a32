import { Button as MantineButton, type ButtonProps as Look } from "@mantine/core";
import type { ComponentPropsWithoutRef } from "react";

type ButtonProps = Look & Omit<ComponentPropsWithoutRef<"button">, keyof Look>;

/**
 * Mantine's button, save that a busy one keeps the focus: Mantine disables it, the browser then takes the focus away,
 * and whoever uses the keyboard or a screen reader starts again at the top of the page. It does nothing while it is busy.
 */
export function Button({ loading, disabled, onClick, ...props }: ButtonProps) {
  // The second click of a double one may come before it is known that the first began something.
  const works = loading !== undefined;
  return (
    <MantineButton
      {...props}
      loading={loading}
      disabled={disabled}
      aria-disabled={loading || undefined}
      onClick={(event) => (loading || (works && event.detail > 1) ? event.preventDefault() : onClick?.(event))}
      renderRoot={(root) => <button {...root} disabled={disabled} />}
    />
  );
}
