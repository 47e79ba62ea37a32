import { useLocation } from "@tanstack/react-router";
import { LogIn } from "lucide-react";
import { ButtonLink } from "@/ui/links";
import { Notice } from "@/ui/Notice";

/** In place of a page that needs an account. */
export function SignInFirst({ what }: { what: string }) {
  const next = useLocation({ select: ({ href }) => href });
  return (
    <Notice
      title={`Sign in to ${what}`}
      icon={<LogIn size={32} aria-hidden />}
      actions={
        <>
          <ButtonLink to="/login" search={{ next }}>
            Sign in
          </ButtonLink>
          <ButtonLink to="/register" search={{ next }} variant="default">
            Create an account
          </ButtonLink>
        </>
      }
    >
      <p>Listening to public tracks needs no account.</p>
    </Notice>
  );
}
