import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { apiUrl } from "@/api/apiUrl";
import { api, unwrap } from "@/api/client";
import { exportQuery, useAccountChange } from "@/api/queries/account";
import type { DataExport } from "@/api/types";
import { calendarDate } from "@/format/time";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { ButtonAnchor } from "@/ui/links";
import { ProgressLine } from "@/ui/ProgressLine";
import { Card } from "./AccountPage";
import { Loaded } from "./Loaded";

const WAITING = new Set(["queued", "running"]);

function Progress({ made }: { made: DataExport }) {
  const said = made.status === "queued" ? "Waiting for its turn…" : "Packing your data…";
  return (
    <div>
      <p role="status">{said} You may leave this page; it goes on.</p>
      <ProgressLine label="Export" value={made.status === "running" ? made.progress : undefined} />
    </div>
  );
}

export function ExportCard() {
  const state = useQuery(exportQuery);
  const start = useAccountChange(() => unwrap(api.POST("/api/v1/account/export")));
  return (
    <Card
      title="Your data"
      lead="One zip file with everything that is yours here: your account and its history as JSON, and your files as you uploaded them."
    >
      <Loaded query={state} height={36}>
        {(made) => (
          <Stack gap="md">
            <FormError error={start.error} />
            {made.status === "failed" && <FormError error={new Error("The export did not succeed. Start it again; if it fails once more, tell an admin of this site.")} />}
            {WAITING.has(made.status) ? (
              <Progress made={made} />
            ) : (
              <>
                {made.status === "ready" && made.url && (
                  <ButtonAnchor href={apiUrl(made.url)} download mr="auto" leftSection={<Download size={18} aria-hidden />}>
                    Download the export
                  </ButtonAnchor>
                )}
                {made.status === "ready" && made.expires_at && <p>The link works until {calendarDate(made.expires_at)}.</p>}
                <Button
                  variant={made.status === "ready" ? "default" : "filled"}
                  mr="auto"
                  loading={start.isPending}
                  onClick={() => start.mutate(undefined)}
                >
                  {made.status === "ready" ? "Make a new one" : "Export my data"}
                </Button>
              </>
            )}
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}
