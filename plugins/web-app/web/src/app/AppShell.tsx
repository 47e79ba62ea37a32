import { Outlet } from "@tanstack/react-router";
import { Suspense, useRef } from "react";
import { PlayerBar } from "@/player/ui/PlayerBar";
import { PlayerHost } from "@/player/ui/PlayerHost";
import { ReauthenticationDialog } from "@/session/ReauthenticationDialog";
import { Toasts } from "@/ui/Toasts";
import classes from "./AppShell.module.css";
import { BottomTabs } from "./BottomTabs";
import { ErasureNotice } from "./ErasureNotice";
import { Header } from "./Header";
import { SetupNotice } from "./SetupNotice";
import { useRouteFocus } from "./useRouteFocus";

export function AppShell() {
  const main = useRef<HTMLElement>(null);
  useRouteFocus(main);
  return (
    <>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <Header />
      <SetupNotice />
      <ErasureNotice />
      <main id="main" className={classes.main} ref={main} tabIndex={-1}>
        <Suspense>
          <Outlet />
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
