import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useRef } from "react";
import { PlayerBar } from "@/player/ui/PlayerBar";
import { PlayerHost } from "@/player/ui/PlayerHost";
import { ReauthenticationDialog } from "@/session/ReauthenticationDialog";
import { useMe, useOtherTabs } from "@/session/useSession";
import { Toasts } from "@/ui/Toasts";
import classes from "./AppShell.module.css";
import { BottomTabs } from "./BottomTabs";
import { Header } from "./Header";
import { SetupNotice } from "./SetupNotice";
import { useRouteFocus } from "./useRouteFocus";

const ClosedAccountPage = lazy(() => import("@/account/ClosedAccountPage"));

export function AppShell() {
  const main = useRef<HTMLElement>(null);
  const { data: me } = useMe();
  useRouteFocus(main);
  useOtherTabs();
  return (
    <>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <Header />
      <SetupNotice />
      <main id="main" className={classes.main} ref={main} tabIndex={-1}>
        <Suspense>
          {me?.pending_erasure_at ? <ClosedAccountPage erasedAt={me.pending_erasure_at} /> : <Outlet />}
        </Suspense>
      </main>
      <PlayerHost />
      <PlayerBar />
      <BottomTabs />
      <ReauthenticationDialog />
      <Toasts />
    </>
  );
}
