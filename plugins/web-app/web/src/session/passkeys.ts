import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { ApiError } from "@/api/errors";
import { PasskeyCancelled } from "./PasskeyCancelled";

type Json = Record<string, unknown>;

/** Passkeys belong to a name: at a bare address neither browser nor server takes one. */
export function isAddress(hostname: string): boolean {
  return /^[\d.]+$/.test(hostname) || hostname.includes(":");
}

export function passkeysWork(): boolean {
  return browserSupportsWebAuthn() && !isAddress(window.location.hostname);
}

/** Whether the browser offers them among a field's suggestions. */
export async function passkeysFillIn(): Promise<boolean> {
  return passkeysWork() && (await browserSupportsWebAuthnAutofill());
}

const SENTENCES: Partial<Record<WebAuthnError["code"], string>> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: "This device or key is among your passkeys already. Use another one.",
  ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT:
    "This key cannot check that it is you. Set a PIN on it, or use a device that asks for a fingerprint, face or PIN.",
  ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT: "This key cannot store passkeys. Use a newer one, or this device.",
  ERROR_INVALID_DOMAIN: "Passkeys work under a name with HTTPS, not under a bare address. Open the site by its name.",
  ERROR_INVALID_RP_ID: "This site's passkeys belong to another address. Open the site by the address it is known under.",
};

/** The same failure with a sentence for the person, or a PasskeyCancelled. */
export function passkeyFailure(error: unknown): Error {
  if (error instanceof ApiError) return error;
  const cause = error instanceof WebAuthnError && error.cause instanceof Error ? error.cause : error;
  const name = cause instanceof Error ? cause.name : "";
  if (error instanceof WebAuthnError && error.code === "ERROR_CEREMONY_ABORTED") return new PasskeyCancelled();
  if (name === "AbortError") return new PasskeyCancelled();
  const sentence = error instanceof WebAuthnError ? SENTENCES[error.code] : undefined;
  if (sentence) return new Error(sentence);
  // The browser does not say whether the person said no, waited too long, or has no passkey for this site.
  if (name === "NotAllowedError") return new Error("No passkey was used. Try again, or choose another way.");
  return new Error("The passkey did not work. Try again, or choose another way.");
}

async function ceremony<T>(work: () => Promise<T>): Promise<Json> {
  try {
    return (await work()) as Json;
  } catch (error) {
    throw passkeyFailure(error);
  }
}

type RequestOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];
type CreationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];

/** Has one of the person's passkeys sign; with `autofill` it waits until they choose it from a field's suggestions. */
export function signWithPasskey(publicKey: Json, autofill = false): Promise<Json> {
  const optionsJSON = publicKey as unknown as RequestOptions;
  return ceremony(() => startAuthentication({ optionsJSON, useBrowserAutofill: autofill }));
}

export function makePasskey(publicKey: Json): Promise<Json> {
  return ceremony(() => startRegistration({ optionsJSON: publicKey as unknown as CreationOptions }));
}

/** Ends the ceremony that is waiting, if there is one. */
export function cancelPasskey(): void {
  WebAuthnAbortService.cancelCeremony();
}
