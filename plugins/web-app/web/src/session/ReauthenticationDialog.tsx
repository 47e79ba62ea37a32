import { lazy, Suspense } from "react";
import { Dialog } from "@/ui/Dialog";
import { useReauthentication } from "./reauthenticationStore";
import { useMe } from "./useSession";

// Few visits need it, so it is fetched when one does.
const ReauthenticationForm = lazy(() => import("./ReauthenticationForm"));

/** Opens by itself when the server wants to see again who is there; what was asked for then goes on. */
export function ReauthenticationDialog() {
  const question = useReauthentication((state) => state.question);
  const { data: me } = useMe();
  return (
    <Dialog title="Is it you?" onTop opened={question !== null && me != null} onClose={() => question?.answer(false)}>
      <Suspense>
        {me && question && (
          <ReauthenticationForm user={me} onShown={() => question.answer(true)} onCancel={() => question.answer(false)} />
        )}
      </Suspense>
    </Dialog>
  );
}
