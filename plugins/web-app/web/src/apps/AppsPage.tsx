import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { AccountPage, Card } from "@/account/AccountPage";
import { Loaded } from "@/account/Loaded";
import { NoRows, Rows } from "@/account/Rows";
import { AppRow } from "./AppRow";
import { NewAppDialog } from "./NewAppDialog";
import { appPasswordsQuery } from "./queries";

export default function AppsPage() {
  const passwords = useQuery(appPasswordsQuery);
  const [making, setMaking] = useState(false);
  return (
    <AccountPage
      title="Music apps"
      lead="Listen with any app that speaks Subsonic or OpenSubsonic. Each app gets a password of its own; the one you sign in with never leaves this site."
    >
      <Card
        title="Your apps"
        aside={
          <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setMaking(true)}>
            Connect an app
          </Button>
        }
      >
        <Loaded query={passwords} height={64}>
          {(all) =>
            all.length === 0 ? (
              <NoRows>No app plays in your name.</NoRows>
            ) : (
              <Rows label="Music apps">
                {all.map((password) => (
                  <AppRow key={password.id} password={password} />
                ))}
              </Rows>
            )
          }
        </Loaded>
      </Card>
      <NewAppDialog opened={making} onClose={() => setMaking(false)} />
    </AccountPage>
  );
}
