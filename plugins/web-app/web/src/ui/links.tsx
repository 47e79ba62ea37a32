import { Anchor, Button, type AnchorProps, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { forwardRef } from "react";

/** Mantine's button and anchor as typed router links. */
export const ButtonLink = createLink(
  forwardRef<HTMLAnchorElement, Omit<ButtonProps, "href">>((props, ref) => <Button component="a" ref={ref} {...props} />),
);

export const TextLink = createLink(
  forwardRef<HTMLAnchorElement, Omit<AnchorProps, "href">>((props, ref) => (
    <Anchor ref={ref} underline="always" {...props} />
  )),
);
