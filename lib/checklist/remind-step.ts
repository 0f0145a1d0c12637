import { and, desc, eq, gt, isNull } from "drizzle-orm";
import type { z } from "zod";
import { mails } from "#db/schema/alerts.ts";
import { merchants } from "#db/schema/merchants.ts";
import { users } from "#db/schema/people.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { requirePermission, type Scope } from "#lib/access/open-scope.ts";
import { appendEntry } from "#lib/audit/append-entry.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import { listSteps } from "./queries/list-steps.ts";
import { waitsOn } from "./rules.ts";
import { remindStepInput, STEP_TITLES } from "./schema.ts";

const KIND = "checklist";
/** A second reminder on the same day is not help. */
const QUIET_MS = 24 * 60 * 60_000;

/** `REMINDED`: within a day, at `at` (ISO 8601 UTC). */
export type RemindRefusal =
  | { reason: "NOT_THEIRS" }
  | { reason: "NOBODY" }
  | { reason: "REMINDED"; at: string };

/**
 * Writes to a merchant's administrators that a step of the checklist waits on them. Throws NotFoundError and
 * PermissionError.
 */
export async function remindStep(
  scope: Scope,
  input: z.input<typeof remindStepInput>,
): Promise<Result<{ told: number }, RemindRefusal>> {
  requirePermission(scope, "merchants.write");
  const { merchantId, step } = remindStepInput.parse(input);
  const { steps, partner } = await listSteps(scope, merchantId);
  const view = steps.find((one) => one.step.id === step);
  if (!view || waitsOn(view) !== "merchant") return refuse({ reason: "NOT_THEIRS" });
  const at = scope.clock.now();
  const title = STEP_TITLES[step];
  return inScope(scope, async (tx) => {
    const [merchant] = await tx
      .select({ name: merchants.name })
      .from(merchants)
      .where(eq(merchants.id, merchantId))
      .for("update");
    if (!merchant) throw new NotFoundError("Merchant");
    const subject = `${merchant.name}: "${title}" waits on you`;
    const [last] = await tx
      .select({ at: mails.createdAt })
      .from(mails)
      .where(
        and(
          eq(mails.merchantId, merchantId),
          eq(mails.kind, KIND),
          eq(mails.subject, subject),
          gt(mails.createdAt, new Date(at.getTime() - QUIET_MS)),
        ),
      )
      .orderBy(desc(mails.createdAt))
      .limit(1);
    if (last) return refuse({ reason: "REMINDED", at: last.at.toISOString() });
    const people = await tx
      .select({ email: users.email, name: users.name })
      .from(users)
      .where(
        and(eq(users.merchantId, merchantId), eq(users.role, "merchant_admin"), isNull(users.disabledAt)),
      );
    if (people.length === 0) return refuse({ reason: "NOBODY" });
    const { consoleUrl } = mailEnvironment();
    const address = `${consoleUrl ?? ""}/sandbox/m/${merchantId}/onboarding/checklist`;
    for (const { email, name } of people) {
      const body = [
        `${name},`,
        `${scope.actor.name} of ${partner.name} reminds you of the next step for ${merchant.name}: ${title}.`,
        address,
      ].join("\n\n");
      await appendMail(tx, { merchantId, kind: KIND, toAddress: email, subject, body, at });
    }
    await appendEntry(tx, scope, {
      merchantId,
      action: "checklist.remind",
      subject: merchantId,
      subjectName: `${merchant.name}: ${step}`,
      after: { step, told: people.length },
    });
    return ok({ told: people.length });
  });
}
