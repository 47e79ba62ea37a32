import { Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { FileDown, ScrollText } from "lucide-react";
import { apiUrl } from "@/api/apiUrl";
import { auditQuery } from "@/api/queries/admin";
import { ButtonAnchor } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { AuditCheck } from "./AuditCheck";
import { AuditFilters } from "./AuditFilters";
import classes from "./AuditPage.module.css";
import { AuditRow } from "./AuditRow";
import { auditCsvPath } from "./auditSearch";

export default function AuditPage() {
  const search = useSearch({ from: "/admin/audit" });
  const navigate = useNavigate({ from: "/admin/audit" });
  const log = useInfiniteQuery(auditQuery(search));
  const entries = log.data?.pages.flatMap(({ data }) => data);

  return (
    <Page
      title="Audit log"
      lead="Who changed what, and what happened to the site's security, the newest first. Entries can be neither changed nor removed unseen."
      actions={
        <>
          <AuditCheck />
          <ButtonAnchor href={apiUrl(auditCsvPath(search))} download variant="default" leftSection={<FileDown size={18} aria-hidden />}>
            As CSV
          </ButtonAnchor>
        </>
      }
    >
      <AuditFilters key={JSON.stringify(search)} search={search} onChange={(next) => void navigate({ search: next })} />
      {entries === undefined && (log.isError ? <LoadFailed error={log.error} onRetry={() => void log.refetch()} /> : <Skeleton height={400} radius={12} />)}
      {entries?.length === 0 && (
        <Notice title="No entry matches" icon={<ScrollText size={34} aria-hidden />}>
          <p>Widen the filters, or clear them.</p>
        </Notice>
      )}
      {entries && entries.length > 0 && (
        <ol className={classes.entries} aria-label="Audit log entries">
          {entries.map((entry) => (
            <AuditRow key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      <LoadMore
        what="entries"
        hasMore={log.hasNextPage}
        loading={log.isFetchingNextPage}
        failed={log.isFetchNextPageError}
        onMore={() => void log.fetchNextPage()}
      />
    </Page>
  );
}
