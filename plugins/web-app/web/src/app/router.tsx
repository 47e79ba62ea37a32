import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { auditSearch } from "@/admin/auditSearch";
import { basePath } from "@/api/basePath";
import { providersQuery } from "@/api/queries/account";
import { meQuery, siteQuery } from "@/api/queries/session";
import { ALBUM_SORTS, ARTIST_SORTS, GENRE_SORTS, sortIn } from "@/browse/sorts";
import { librarySearch } from "@/library/librarySearch";
import { searchState } from "@/search/searchState";
import { AppShell } from "./AppShell";
import { CrashPage } from "./CrashPage";
import { NotFoundPage } from "./NotFoundPage";
import { queryClient } from "./queryClient";

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

const time = (value: unknown) => (Number.isNaN(Date.parse(text(value) ?? "")) ? undefined : text(value));

const root = createRootRoute({ component: AppShell, notFoundComponent: NotFoundPage });

const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  component: lazyRouteComponent(() => import("@/account/AccountLayout")),
});

const accountPages = [
  createRoute({
    getParentRoute: () => account,
    path: "/",
    component: lazyRouteComponent(() => import("@/account/ProfilePage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/password",
    component: lazyRouteComponent(() => import("@/account/PasswordPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/two-step",
    component: lazyRouteComponent(() => import("@/account/TwoStepPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/passkeys",
    component: lazyRouteComponent(() => import("@/account/PasskeysPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/links",
    validateSearch: (search): { error?: string } => ({ error: text(search.error) }),
    component: lazyRouteComponent(() => import("@/account/LinksPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/sessions",
    component: lazyRouteComponent(() => import("@/account/SessionsPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/apps",
    component: lazyRouteComponent(() => import("@/apps/AppsPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/tokens",
    component: lazyRouteComponent(() => import("@/account/TokensPage")),
  }),
  createRoute({
    getParentRoute: () => account,
    path: "/privacy",
    component: lazyRouteComponent(() => import("@/account/PrivacyPage")),
  }),
] as const;

const admin = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  component: lazyRouteComponent(() => import("@/admin/AdminLayout")),
});

const adminPages = [
  createRoute({
    getParentRoute: () => admin,
    path: "/users",
    validateSearch: (search): { q?: string } => ({ q: text(search.q) }),
    component: lazyRouteComponent(() => import("@/admin/UsersPage")),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/roles",
    component: lazyRouteComponent(() => import("@/admin/RolesPage")),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/new-role",
    component: lazyRouteComponent(() => import("@/admin/RolePage")),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/roles/$name",
    component: lazyRouteComponent(() => import("@/admin/RolePage")),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/audit",
    validateSearch: auditSearch,
    component: lazyRouteComponent(() => import("@/admin/AuditPage")),
  }),
] as const;

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
    path: "/search",
    validateSearch: searchState,
    component: lazyRouteComponent(() => import("@/search/SearchPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/albums",
    validateSearch: sortIn(ALBUM_SORTS),
    component: lazyRouteComponent(() => import("@/browse/AlbumsPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/albums/$id",
    component: lazyRouteComponent(() => import("@/browse/AlbumPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/artists",
    validateSearch: sortIn(ARTIST_SORTS),
    component: lazyRouteComponent(() => import("@/browse/ArtistsPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/artists/$id",
    component: lazyRouteComponent(() => import("@/browse/ArtistPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/genres",
    validateSearch: sortIn(GENRE_SORTS),
    component: lazyRouteComponent(() => import("@/browse/GenresPage")),
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
    path: "/playlists",
    component: lazyRouteComponent(() => import("@/playlists/PlaylistsPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/u/$name",
    component: lazyRouteComponent(() => import("@/members/MemberPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/playlists/new-smart",
    component: lazyRouteComponent(() => import("@/playlists/smart/NewSmartPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/playlists/$id/rules",
    component: lazyRouteComponent(() => import("@/playlists/smart/EditRulesPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/playlists/$id",
    component: lazyRouteComponent(() => import("@/playlists/PlaylistPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/shared",
    component: lazyRouteComponent(() => import("@/playlists/SharedPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/history",
    component: lazyRouteComponent(() => import("@/listening/HistoryPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/likes",
    component: lazyRouteComponent(() => import("@/listening/LikesPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/login",
    validateSearch: (search): { next?: string; error?: string } => ({ next: text(search.next), error: text(search.error) }),
    // What the form offers depends on the site, and whether there is one on the person: known before it is drawn, so that nothing on it moves.
    loader: () => 
      Promise.allSettled([
        queryClient.ensureQueryData(siteQuery),
        queryClient.ensureQueryData(providersQuery),
        queryClient.ensureQueryData(meQuery),
      ]),
    component: lazyRouteComponent(() => import("@/session/LoginPage")),
  }),
  // Where a provider's answer leads that signed nobody in.
  createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    validateSearch: (search): { next?: string; error?: string } => ({ next: text(search.next), error: text(search.error) }),
    beforeLoad: ({ search }) => {
      throw redirect({ to: "/login", search, replace: true });
    },
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/second-factor",
    validateSearch: (search): { next?: string } => ({ next: text(search.next) }),
    component: lazyRouteComponent(() => import("@/session/SecondFactorPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("@/session/ForgotPasswordPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/reset-password",
    component: lazyRouteComponent(() => import("@/session/ResetPasswordPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/verify-email",
    component: lazyRouteComponent(() => import("@/session/VerifyEmailPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/magic-link",
    component: lazyRouteComponent(() => import("@/session/MagicLinkPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/register",
    validateSearch: (search): { next?: string } => ({ next: text(search.next) }),
    component: lazyRouteComponent(() => import("@/session/RegisterPage")),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/farewell",
    validateSearch: (search): { until?: string } => ({ until: time(search.until) }),
    component: lazyRouteComponent(() => import("@/account/FarewellPage")),
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
  routeTree: root.addChildren([...routes, account.addChildren(accountPages), admin.addChildren(adminPages)]),
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
