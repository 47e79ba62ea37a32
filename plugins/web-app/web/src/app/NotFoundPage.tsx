import { Compass } from "lucide-react";
import { ButtonLink } from "@/ui/links";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Notice
        title="Nothing plays here"
        icon={<Compass size={34} aria-hidden />}
        actions={<ButtonLink to="/">To the front page</ButtonLink>}
      >
        <p>The address leads nowhere. The page may have moved, or the link may have a typing error.</p>
      </Notice>
    </Page>
  );
}
