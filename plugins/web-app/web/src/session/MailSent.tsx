import { Button } from "@mantine/core";
import { MailCheck } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import classes from "./MailSent.module.css";

interface MailSentProps {
  email: string;
  onAgain: () => void;
  children: ReactNode;
}

/** The same for known and unknown addresses: the page does not tell who has an account. */
export function MailSent({ email, onAgain, children }: MailSentProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className={classes.box} role="status" tabIndex={-1} ref={box}>
      <MailCheck size={28} className={classes.icon} aria-hidden />
      <h2 className={classes.title}>Look into your mail</h2>
      <p>
        If <strong>{email}</strong> belongs to an account here, a message is on its way to it. {children}
      </p>
      <p className={classes.small}>Nothing there after a few minutes? Look among the spam, and check the address.</p>
      <Button variant="default" onClick={onAgain}>
        Try another address
      </Button>
    </div>
  );
}
