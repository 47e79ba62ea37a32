import { ShieldX } from "lucide-react";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";

/** In place of a page of the administration that the person's role does not open. */
export function NotForYou({ title, role }: { title: string; role: string }) {
  return (
    <Page title={title} heading={null}>
      <Notice title="Not for this account" icon={<ShieldX size={34} aria-hidden />}>
        <p>Your role ({role}) does not let you see this. An admin of the site can give you another.</p>
      </Notice>
    </Page>
  );
}
