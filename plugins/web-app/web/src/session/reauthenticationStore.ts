import { create } from "zustand";
import { whenNotFresh } from "@/api/reauthentication";

interface Question {
  /** Ends the question: whether the person has shown who they are. */
  answer: (shown: boolean) => void;
}

export const useReauthentication = create<{ question: Question | null }>()(() => ({ question: null }));

let asked: Promise<boolean> | undefined;

/** Opens the dialog; requests that are refused while it is open wait for the same answer. */
function ask(): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    useReauthentication.setState({
      question: {
        answer: (shown) => {
          asked = undefined;
          useReauthentication.setState({ question: null });
          resolve(shown);
        },
      },
    });
  });
  return asked;
}

whenNotFresh(ask);
