import { ApiError } from "@/api/errors";
import { ButtonLink } from "@/ui/links";
import { LoadFailed } from "@/ui/LoadFailed";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";

interface GoneProps {
  /** "album" */
  what: "album" | "artist";
  error: unknown;
  onRetry: () => void;
}

/** In place of a page that cannot be shown. */
export function Gone({ what, error, onRetry }: GoneProps) {
  const gone = error instanceof ApiError && error.status === 404;
  return (
    <Page title={gone ? `This ${what} is not here` : what === "album" ? "Album" : "Artist"} heading={gone ? null : undefined}>
      {gone ? (
        <Notice title={`This ${what} is not here`} actions={<ButtonLink to={`/${what}s`}>Browse the {what}s</ButtonLink>}>
          <p>Its tracks may have been deleted, or they are private.</p>
        </Notice>
      ) : (
        <LoadFailed error={error} onRetry={onRetry} />
      )}
    </Page>
  );
}
