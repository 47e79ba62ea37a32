import { Button } from "@mantine/core";
import { messageOf } from "@/api/errors";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";

/** A page that threw, or a part of the app that could not be fetched (after an update, say). */
export function CrashPage({ error }: { error: unknown }) {
  return (
    <Page title="Something broke">
      <Notice
        role="alert"
        title="This page did not load"
        actions={<Button onClick={() => window.location.reload()}>Load it again</Button>}
      >
        <p>{messageOf(error)}</p>
      </Notice>
    </Page>
  );
}
