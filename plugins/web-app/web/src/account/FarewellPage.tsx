import { useSearch } from "@tanstack/react-router";
import { calendarDate } from "@/format/time";
import { AuthLayout } from "@/session/AuthLayout";
import { ButtonLink, TextLink } from "@/ui/links";

/** After somebody has closed their account: until when they can come back, and how. */
export default function FarewellPage() {
  const { until } = useSearch({ from: "/farewell" });
  return (
    <AuthLayout
      title="Your account is closed"
      lead={
        <>
          You are signed out everywhere.{" "}
          {until && (
            <>
              Your account will be deleted on <strong>{calendarDate(until)}</strong>.{" "}
            </>
          )}
          Until then, signing in lets you take it back.
        </>
      }
      footer={<TextLink to="/">To the front page</TextLink>}
    >
      <ButtonLink to="/login" size="md" variant="default">
        Sign in again
      </ButtonLink>
    </AuthLayout>
  );
}
