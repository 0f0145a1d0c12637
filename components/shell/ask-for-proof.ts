type Ask = () => Promise<boolean>;
type Answer = { ok: true } | { ok: false; reason: string };

let ask: Ask | null = null;

/** The shell's dialog announces itself here; actions are run from far below it. */
export function onProofAsked(next: Ask | null): void {
  ask = next;
}

/**
 * Runs an action; when it wants the password again, asks for it and runs it once more with the same input. When the
 * person closes the dialog, the refusal stays and so does what they typed.
 */
export async function withProof<Given extends Answer>(run: () => Promise<Given>): Promise<Given> {
  const answer = await run();
  if (answer.ok || answer.reason !== "STEP_UP_REQUIRED") return answer;
  return ask && (await ask()) ? run() : answer;
}
