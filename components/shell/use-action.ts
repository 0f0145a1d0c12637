"use client";
import { useState } from "react";
import { type ActionAnswer, type DoorRefusal, doorWords, isDoorRefusal } from "./action-answer.ts";

type Words = { trouble?: string; fields?: Record<string, string> };

/** A server action as a page hands it to a component. */
export type ServerAction<Input, Value, Refusal extends { reason: string }> = (
  input: Input,
) => Promise<ActionAnswer<Value, Refusal>>;

/**
 * Runs a server action from a form or a button: pending, then either done or a sentence and field errors.
 * What was typed stays where it is. `wordsFor` turns the verb's own refusals into words.
 */
export function useAction<Input, Value, Refusal extends { reason: string }>(
  action: ServerAction<Input, Value, Refusal>,
  wordsFor: (refusal: Exclude<Refusal, DoorRefusal>) => Words,
) {
  const [isPending, setPending] = useState(false);
  const [words, setWords] = useState<Words>({});
  const run = async (input: Input): Promise<{ ok: true; value: Value } | { ok: false }> => {
    setPending(true);
    try {
      const answer = await action(input);
      setWords(answer.ok ? {} : refusalWords(answer, wordsFor));
      return answer.ok ? answer : { ok: false };
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

function refusalWords<Refusal extends { reason: string }>(
  refusal: Refusal | DoorRefusal,
  wordsFor: (refusal: Exclude<Refusal, DoorRefusal>) => Words,
): Words {
  if (!isDoorRefusal(refusal)) return wordsFor(refusal as Exclude<Refusal, DoorRefusal>);
  return {
    trouble: doorWords(refusal),
    ...(refusal.reason === "INVALID" ? { fields: refusal.fields } : {}),
  };
}
