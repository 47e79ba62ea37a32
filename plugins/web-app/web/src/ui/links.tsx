import { Anchor, Button, type AnchorProps, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { forwardRef, type ComponentPropsWithoutRef } from "react";

/** A link that looks like a button, for what the browser opens by itself: a download, another site. */
export function ButtonAnchor(props: ButtonProps & ComponentPropsWithoutRef<"a">) {
  return <Button component="a" {...props} />;
}

/** Mantine's button and anchor as typed router links. */
export const ButtonLink = createLink(
  forwardRef<HTMLAnchorElement, Omit<ButtonProps, "href">>((props, ref) => <Button component="a" ref={ref} {...props} />),
);

export const TextLink = createLink(
  forwardRef<HTMLAnchorElement, Omit<AnchorProps, "href">>((props, ref) => (
    <Anchor ref={ref} underline="always" {...props} />
  )),
);
