/**
 * Some changes are only made for somebody who has shown within the last minutes who they are. The server refuses
 * them with this code; `authFetch` then asks, and sends the same request again.
 */
export const NOT_FRESH = "reauthentication_required";

type Asker = () => Promise<boolean>;

let ask: Asker = () => Promise.resolve(false);

/** Sets who asks the person for their password, code or passkey; it resolves with whether they showed one. */
export function whenNotFresh(asker: Asker): void {
  ask = asker;
}

/** Whether `answer` is that refusal. Its body stays readable. */
export async function isNotFresh(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return false;
  try {
    const body = (await answer.clone().json()) as { error?: { code?: string } };
    return body.error?.code === NOT_FRESH;
  } catch {
    return false;
  }
}

export function reauthenticate(): Promise<boolean> {
  return ask();
}
