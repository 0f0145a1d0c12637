"use client";
import { useState } from "react";
import { type ActionAnswer, type DoorRefusal, doorWords, isDoorRefusal } from "./action-answer.ts";
import { withProof } from "./ask-for-proof.ts";

type Words = { trouble?: string; fields?: Record<string, string> };

/** A server action as a page hands it to a component. */
export type ServerAction<Input, Value, Refusal extends { reason: string }> = (
  input: Input,
) => Promise<ActionAnswer<Value, Refusal>>;

type AnyAnswer = { ok: true; value: unknown } | { ok: false; reason: string };
type ValueOf<Answer> = Answer extends { ok: true; value: infer Value } ? Value : never;
/** What is left of an answer's refusals when the door's own are taken away. */
type VerbRefusal<Answer> = Answer extends { ok: false; reason: infer Reason }
  ? Reason extends DoorRefusal["reason"]
    ? never
    : Answer
  : never;

/**
 * Runs a server action from a form or a button: pending, then either done or a sentence and field errors.
 * What was typed stays where it is. `wordsFor` turns the verb's own refusals into words.
 */
export function useAction<Input, Answer extends AnyAnswer>(
  action: (input: Input) => Promise<Answer>,
  wordsFor: (refusal: VerbRefusal<Answer>) => Words,
) {
  const [isPending, setPending] = useState(false);
  const [words, setWords] = useState<Words>({});
  const run = async (input: Input): Promise<{ ok: true; value: ValueOf<Answer> } | { ok: false }> => {
    setPending(true);
    try {
      const answer = await withProof(() => action(input));
      if (answer.ok) {
        setWords({});
        return { ok: true, value: answer.value as ValueOf<Answer> };
      }
      setWords(isDoorRefusal(answer) ? doorsWords(answer) : wordsFor(answer as VerbRefusal<Answer>));
      return { ok: false };
    } catch {
      setWords({ trouble: "The console did not answer. What you typed is kept; try again." });
      return { ok: false };
    } finally {
      setPending(false);
    }
  };
  return {
    isPending,
    /** One sentence over the form; null when nothing is wrong or the fields say it. */
    trouble: words.trouble ?? null,
    /** By field name. */
    fields: words.fields ?? {},
    run,
    clear: () => setWords({}),
  };
}

function doorsWords(refusal: DoorRefusal): Words {
  const fields = refusal.reason === "INVALID" ? { fields: refusal.fields } : {};
  return { trouble: doorWords(refusal), ...fields };
}
