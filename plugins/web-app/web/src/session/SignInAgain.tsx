import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { linksQuery, providersQuery } from "@/api/queries/account";
import type { User } from "@/api/types";
import { ProviderButton } from "./ProviderButton";

interface SignInAgainProps {
  user: User;
  /** The question is left unanswered for another page. */
  onLeave: () => void;
}

/** A sign-in shows who is there as well: for those whom a provider signs in, who may have no password here. */
export function SignInAgain({ user, onLeave }: SignInAgainProps) {
  const here = useLocation({ select: ({ pathname, searchStr }) => pathname + searchStr });
  const { data: links = [] } = useQuery(linksQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  const navigate = useNavigate();
  const choosePassword = () => {
    onLeave();
    void navigate({ to: "/forgot-password" });
  };
  const theirs = providers.filter(({ id }) => links.some(({ provider }) => provider === id));
  return (
    <>
      {theirs.map((provider) => (
        <ProviderButton key={provider.id} provider={provider} next={here} label="Sign in again with" />
      ))}
      {theirs.length > 0 && (
        <Text size="sm" c="dimmed">
          It brings you back to this page. Then do once more what you began.
        </Text>
      )}
      {user.has_password === false && user.mail_configured && (
        <Text size="sm">
          Your account has no password yet.{" "}
          <Anchor component="button" type="button" underline="always" onClick={choosePassword}>
            Have a link mailed to choose one
          </Anchor>
        </Text>
      )}
    </>
  );
}
