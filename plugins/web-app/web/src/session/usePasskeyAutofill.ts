import { useEffect, useRef } from "react";
import { cancelPasskey, passkeysFillIn, signWithPasskey } from "./passkeys";
import { passkeyOptions } from "./useWaysIn";

/** A passkey chosen from a field's suggestions, or nothing: nobody asked, so nobody is told why not. */
async function chosenPasskey() {
  try {
    if (!(await passkeysFillIn())) return undefined;
    return await signWithPasskey(await passkeyOptions(), true);
  } catch {
    return undefined;
  }
}

/** Offers passkeys among the suggestions of the name field while `offered`. */
export function usePasskeyAutofill(offered: boolean, onChosen: (credential: Record<string, unknown>) => void): void {
  const latest = useRef(onChosen);
  useEffect(() => {
    latest.current = onChosen;
  });
  useEffect(() => {
    if (!offered) return undefined;
    let left = false;
    void chosenPasskey().then((credential) => {
      if (credential && !left) latest.current(credential);
    });
    return () => {
      left = true;
      cancelPasskey();
    };
  }, [offered]);
}
