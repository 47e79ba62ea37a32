import { useRouter } from "@tanstack/react-router";
import { pagePath } from "@/api/basePath";
import { returnPath } from "./returnPath";
import { needsSecondFactor, secondFactorFragment, type SignInAnswer } from "./signIn";

/** Where somebody goes with the answer to their sign-in: to the second step, or to where they wanted to be. */
export function useArrival(next: string | undefined) {
  const router = useRouter();
  return (answer: SignInAnswer) => {
    if (needsSecondFactor(answer)) {
      return void router.navigate({ to: "/second-factor", search: { next }, hash: secondFactorFragment(answer), replace: true });
    }
    router.history.replace(pagePath(returnPath(next)));
  };
}
