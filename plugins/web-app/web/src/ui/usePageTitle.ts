import { useEffect } from "react";
import { useQuery } from "@tanstack/react-query";
import { siteQuery } from "@/api/queries/session";

/** "Upload · Veza" in the tab, with the name this site was given. */
export function usePageTitle(title: string): void {
  const { data: site } = useQuery(siteQuery);
  const name = site?.name || "Veza";
  useEffect(() => {
    document.title = title === name ? name : `${title} · ${name}`;
  }, [title, name]);
}
