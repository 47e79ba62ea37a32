import { Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { usersQuery } from "@/api/queries/admin";
import { LoadFailed } from "@/ui/LoadFailed";
import { LoadMore } from "@/ui/LoadMore";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { SearchBox } from "@/ui/SearchBox";
import { UserRow } from "./UserRow";
import classes from "./UsersPage.module.css";

export default function UsersPage() {
  const { q = "" } = useSearch({ from: "/admin/users" });
  const navigate = useNavigate({ from: "/admin/users" });
  const users = useInfiniteQuery(usersQuery(q));
  const accounts = users.data?.pages.flatMap(({ data }) => data);
  const total = users.data?.pages[0]?.meta.total;

  return (
    <Page title="People" lead={total === undefined ? "\u00a0" : total === 1 ? "One account" : `${total.toLocaleString("en")} accounts`}>
      <div className={classes.search} role="search" aria-label="People">
        <SearchBox
          label="Search people"
          placeholder="Search names and e-mail addresses"
          value={q}
          onChange={(next) => void navigate({ search: { q: next || undefined }, replace: true })}
        />
      </div>
      {accounts === undefined && (users.isError ? <LoadFailed error={users.error} onRetry={() => void users.refetch()} /> : <Skeleton height={400} radius={12} />)}
      {accounts?.length === 0 && (
        <Notice title="Nobody by that name" icon={<Users size={34} aria-hidden />}>
          <p>Try a part of the name or of the address.</p>
        </Notice>
      )}
      {accounts && accounts.length > 0 && (
        <ul className={classes.rows} aria-label="People">
          {accounts.map((account) => (
            <UserRow key={account.id} account={account} />
          ))}
        </ul>
      )}
      <LoadMore
        what="accounts"
        hasMore={users.hasNextPage}
        loading={users.isFetchingNextPage}
        failed={users.isFetchNextPageError}
        onMore={() => void users.fetchNextPage()}
      />
    </Page>
  );
}
