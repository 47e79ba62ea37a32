import { UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";
import { Heart, History, LogOut, Music, Shield, UserRound } from "lucide-react";
import { messageOf } from "@/api/errors";
import type { User } from "@/api/types";
import { mayAdminister, mayReadUsers } from "@/session/permissions";
import { useSignOut } from "@/session/useSession";
import { Panel } from "@/ui/Panel";
import { toast } from "@/ui/toast";
import classes from "./AccountMenu.module.css";

export function AccountMenu({ user }: { user: User }) {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const [opened, menu] = useDisclosure();
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => void navigate({ to: "/" }),
      onError: (error) => toast(messageOf(error)),
    });

  return (
    <Panel
      label="Account"
      position="bottom-end"
      width={220}
      opened={opened}
      onChange={(open) => (open ? menu.open() : menu.close())}
      target={
        <UnstyledButton className={classes.button} aria-label={`Account: ${user.username}`} onClick={menu.toggle}>
          {[...user.username][0]?.toUpperCase()}
        </UnstyledButton>
      }
    >
      <p className={classes.who}>
        <strong>{user.username}</strong>
        <span>{user.role}</span>
      </p>
      <Link className={classes.item} to="/library" search={{ owner: "me" }} onClick={menu.close}>
        <Music size={18} aria-hidden />
        Your tracks
      </Link>
      <Link className={classes.item} to="/likes" onClick={menu.close}>
        <Heart size={18} aria-hidden />
        Liked tracks
      </Link>
      <Link className={classes.item} to="/history" onClick={menu.close}>
        <History size={18} aria-hidden />
        History
      </Link>
      <Link className={classes.item} to="/account" onClick={menu.close}>
        <UserRound size={18} aria-hidden />
        Account
      </Link>
      {mayAdminister(user) && (
        <Link className={classes.item} to={mayReadUsers(user) ? "/admin/users" : "/admin/audit"} onClick={menu.close}>
          <Shield size={18} aria-hidden />
          Administration
        </Link>
      )}
      <UnstyledButton className={classes.item} onClick={leave}>
        <LogOut size={18} aria-hidden />
        Sign out
      </UnstyledButton>
    </Panel>
  );
}
