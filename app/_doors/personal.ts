import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import type { DoorRefusal } from "#components/shell/action-answer.ts";
import type { SignedIn } from "#lib/access/check-session.ts";
import { type Scope, userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, StepUpError } from "#lib/kit/errors.ts";
import { newId } from "#lib/kit/ids.ts";
import type { Result } from "#lib/kit/result.ts";
import { fieldsOf } from "./fields-of.ts";
import { reportFailure } from "./report-failure.ts";
import { currentSession } from "./session.ts";
import { webLog } from "./web-log.ts";

type Answer = Result<unknown, { reason: string }>;
type Door<Schema extends z.ZodType, Given extends Answer> = (
  input: z.input<Schema>,
) => Promise<Given | ({ ok: false } & DoorRefusal)>;

/** The door of what nobody signed in may ask: an invitation, a new password. Parse, verb, no scope. */
export function publicAction<Schema extends z.ZodType, Given extends Answer>(
  schema: Schema,
  handler: (input: z.output<Schema>) => Promise<Given>,
): Door<Schema, Given> {
  return async (input) => {
    const requestId = newId("request");
    return through(schema, input, requestId, handler);
  };
}

/**
 * The door of what every person may do with their own account, whatever their role: sessions, second factor. The
 * scope is their own, also while they look on as a merchant. `isHalfEnough`: also before the second factor was shown.
 */
export function personalAction<Schema extends z.ZodType, Given extends Answer>(
  schema: Schema,
  handler: (me: SignedIn & { scope: Scope }, input: z.output<Schema>) => Promise<Given>,
  { isHalfEnough = false } = {},
): Door<Schema, Given> {
  return async (input) => {
    const signedIn = await currentSession();
    if (!signedIn || (signedIn.needs && !isHalfEnough)) return { ok: false, reason: "SIGNED_OUT" };
    const requestId = newId("request");
    const scope = userScope(signedIn.user, { requestId, provenAt: signedIn.provenAt });
    return through(schema, input, requestId, (parsed) => handler({ ...signedIn, scope }, parsed));
  };
}

async function through<Schema extends z.ZodType, Given extends Answer>(
  schema: Schema,
  input: unknown,
  requestId: string,
  handler: (input: z.output<Schema>) => Promise<Given>,
): Promise<Given | ({ ok: false } & DoorRefusal)> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) return { ok: false, reason: "INVALID", fields: fieldsOf(parsed.error) };
  try {
    const answer = await handler(parsed.data);
    webLog.info({ requestId, ...(answer.ok ? {} : { reason: answer.reason }) }, "personal action");
    return answer;
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof StepUpError) return { ok: false, reason: "STEP_UP_REQUIRED" };
    if (error instanceof NotFoundError) return { ok: false, reason: "NOT_FOUND" };
    reportFailure(error, requestId);
    return { ok: false, reason: "UNEXPECTED", requestId };
  }
}
