/** Why a provider's answer signed nobody in, by the code that the server puts into the address. */
const SENTENCES: Record<string, string> = {
  provider_denied: "You did not allow it there, or left the provider's page. Try again, or choose another way to sign in.",
  provider_unavailable: "The provider does not answer right now. Try again in a few minutes, or choose another way to sign in.",
  account_exists:
    "An account with this e-mail address exists here already. Sign in to it in your usual way, then link the provider under Account, Linked accounts.",
  email_missing: "The provider did not tell your e-mail address. Allow it to, then try again.",
  email_unverified: "The provider has not checked your e-mail address. Confirm it there, then try again.",
  sign_up_closed: "New accounts on this site are made by its admins. Ask one of them.",
  state_unknown: "This sign-in was started in another browser, or its cookie was lost. Start it again here.",
  state_expired: "This sign-in took too long. Start it again.",
  link_taken: "That account signs in somebody else here. Sign in by way of it, unlink it there, and try again.",
  already_linked: "An account of this provider is linked to yours already. Unlink it first.",
  wrong_account: "You are signed in as somebody else now. Sign in with the account you began with, and try again.",
  session_ended: "The session that asked for the link is over. Sign in again and start once more.",
  rate_limited: "Too many sign-ins were started from here. Wait a few minutes, and try again.",
  not_found: "This site does not know that provider any more. Choose another way to sign in.",
};

const OTHER = "The provider could not sign you in. Try again, or choose another way to sign in.";

export function providerProblem(code: string | undefined): Error | undefined {
  if (!code) return undefined;
  return new Error(Object.hasOwn(SENTENCES, code) ? SENTENCES[code] : OTHER);
}
