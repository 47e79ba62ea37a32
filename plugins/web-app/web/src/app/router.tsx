import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { basePath } from "@/api/basePath";
import { librarySearch } from "@/library/librarySearch";
import { AppShell } from "./AppShell";
import { CrashPage } from "./CrashPage";
import { NotFoundPage } from "./NotFoundPage";

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

const root = createRootRoute({ component: AppShell, notFoundComponent: NotFoundPage });

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    component: lazyRouteComponent(() => import("@/library/HomePage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/library",
    validateSearch: librarySearch,
    component: lazyRouteComponent(() => import("@/library/LibraryPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/upload",
    component: lazyRouteComponent(() => import("@/upload/UploadPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/tracks/$id",
    component: lazyRouteComponent(() => import("@/track/TrackPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/login",
    validateSearch: (search): { next?: string } => ({ next: text(search.next) }),
    component: lazyRouteComponent(() => import("@/session/LoginPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/register",
    validateSearch: (search): { next?: string } => ({ next: text(search.next) }),
    component: lazyRouteComponent(() => import("@/session/RegisterPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/setup",
    // The router reads a value made of digits as a number; a token may be one.
    validateSearch: (search): { token?: string } => ({
      token: search.token === undefined ? undefined : String(search.token),
    }),
    component: lazyRouteComponent(() => import("@/session/SetupPage")),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: basePath || "/",
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultErrorComponent: CrashPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
