import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { tokensQuery } from "@/api/queries/account";
import { AccountPage, Card } from "./AccountPage";
import { Loaded } from "./Loaded";
import { NewTokenDialog } from "./NewTokenDialog";
import { NoRows, Rows } from "./Rows";
import { TokenRow } from "./TokenRow";

export default function TokensPage() {
  const tokens = useQuery(tokensQuery);
  const [making, setMaking] = useState(false);
  return (
    <AccountPage
      title="Access tokens"
      lead="For scripts and programs that work in your name. Give each its own, with as little as it needs, and end it here when it is done."
    >
      <Card
        title="Your tokens"
        aside={
          <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setMaking(true)}>
            New token
          </Button>
        }
      >
        <Loaded query={tokens} height={64}>
          {(all) =>
            all.length === 0 ? (
              <NoRows>No program works in your name.</NoRows>
            ) : (
              <Rows label="Access tokens">
                {all.map((token) => (
                  <TokenRow key={token.id} token={token} />
                ))}
              </Rows>
            )
          }
        </Loaded>
      </Card>
      <NewTokenDialog opened={making} onClose={() => setMaking(false)} />
    </AccountPage>
  );
}
