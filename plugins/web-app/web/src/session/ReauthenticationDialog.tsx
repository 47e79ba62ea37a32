import { lazy, Suspense, useEffect } from "react";
import { Dialog } from "@/ui/Dialog";
import { useLast } from "@/ui/useLast";
import { useReauthentication } from "./reauthenticationStore";
import { useMe } from "./useSession";

// Few visits need it, so it is fetched when one does.
const ReauthenticationForm = lazy(() => import("./ReauthenticationForm"));

/** Opens by itself when the server wants to see again who is there; what was asked for then goes on. */
export function ReauthenticationDialog() {
  const question = useReauthentication((state) => state.question);
  const asked = useLast(question);
  const { data: me } = useMe();
  // The session ended meanwhile: there is nobody left to ask.
  useEffect(() => {
    if (me === null) question?.answer(false);
  }, [me, question]);
  return (
    <Dialog title="Is it you?" onTop opened={question !== null && me != null} onClose={() => question?.answer(false)}>
      <Suspense>
        {me && asked && <ReauthenticationForm user={me} onShown={() => asked.answer(true)} onCancel={() => asked.answer(false)} />}
      </Suspense>
    </Dialog>
  );
}
