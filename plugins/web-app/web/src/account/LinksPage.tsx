import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { linksQuery, providersQuery } from "@/api/queries/account";
import { FormError } from "@/session/FormError";
import { providerProblem } from "@/session/providerProblem";
import { AccountPage, Card } from "./AccountPage";
import { LinkButton } from "./LinkButton";
import { LinkRow } from "./LinkRow";
import { Loaded } from "./Loaded";
import { NoRows, Rows } from "./Rows";

export default function LinksPage() {
  const { error } = useSearch({ from: "/account/links" });
  const links = useQuery(linksQuery);
  const { data: providers = [] } = useQuery(providersQuery);
  const free = providers.filter(({ id }) => !links.data?.some(({ provider }) => provider === id));
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? id;

  return (
    <AccountPage title="Linked accounts" lead="Accounts of other sites that sign you in here. They learn that you have an account here, and nothing of what you do with it.">
      <FormError error={providerProblem(error)} />
      <Card title="Linked">
        <Loaded query={links} height={64}>
          {(known) =>
            known.length === 0 ? (
              <NoRows>{providers.length > 0 ? "No other account is linked to this one." : "This site signs nobody in by way of other sites."}</NoRows>
            ) : (
              <Rows label="Linked accounts">
                {known.map((link) => (
                  <LinkRow key={link.id} link={link} providerName={nameOf(link.provider)} />
                ))}
              </Rows>
            )
          }
        </Loaded>
      </Card>
      {free.length > 0 && links.data && (
        <Card title="Link another" lead="You sign in there once, and come back here.">
          <Stack gap="xs" maw={360}>
            {free.map((provider) => (
              <LinkButton key={provider.id} provider={provider} />
            ))}
          </Stack>
        </Card>
      )}
    </AccountPage>
  );
}
