import { Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { AuditReport } from "@/api/types";
import { FormError } from "@/session/FormError";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

function Report({ report: { sound, entries, head, faults } }: { report: AuditReport }) {
  if (sound) {
    return (
      <>
        <Text>
          All {entries.toLocaleString("en")} entries are as they were written: none was changed, removed or moved.
        </Text>
        <Text c="dimmed" size="sm" style={{ overflowWrap: "anywhere" }}>
          Note this outside the site to find out later whether the whole log was written anew: {head}
        </Text>
      </>
    );
  }
  return (
    <>
      <Text fw={600}>The log is not as it was written.</Text>
      <ul>
        {faults.map(({ seq, problem }) => (
          <li key={seq}>
            Entry {seq}: {problem}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Has the server read the whole chain. */
export function AuditCheck() {
  const [opened, setOpened] = useState(false);
  const check = useMutation({ mutationFn: () => unwrap(api.GET("/api/v1/admin/audit/verify")), onSettled: () => setOpened(true) });
  return (
    <>
      <Button variant="default" leftSection={<ShieldCheck size={18} aria-hidden />} loading={check.isPending} onClick={() => check.mutate()}>
        Check the log
      </Button>
      <Dialog title="Check of the audit log" opened={opened} onClose={() => setOpened(false)}>
        <Stack role="status">
          <FormError error={check.error} />
          {check.data && <Report report={check.data} />}
        </Stack>
      </Dialog>
    </>
  );
}
