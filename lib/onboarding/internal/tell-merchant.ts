import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "#db/client.ts";
import { users } from "#db/schema/people.ts";
import { rolesWith } from "#lib/access/rules.ts";
import { mailEnvironment } from "#lib/kit/env.ts";
import { appendMail } from "#lib/mails/append-mail.ts";
import type { InfoRequest } from "../schema.ts";
import type { ApplicationRow } from "./application-row.ts";

/** FlexCharge waits for an answer: one mail to each of the merchant's own people who may give it. */
export async function tellMerchant(
  tx: Transaction,
  row: Pick<ApplicationRow, "merchantId" | "environment">,
  merchantName: string,
  request: InfoRequest,
  at: Date,
): Promise<void> {
  const people = await tx
    .select({ email: users.email, name: users.name })
    .from(users)
    .where(
      and(
        eq(users.merchantId, row.merchantId),
        inArray(users.role, rolesWith("applications.write")),
        isNull(users.disabledAt),
      ),
    );
  const base = mailEnvironment().consoleUrl ?? "http://localhost:3000";
  const address = `${base}/${row.environment}/m/${row.merchantId}/onboarding/application`;
  const before = row.environment === "sandbox" ? "Sandbox: " : "";
  for (const { email, name } of people) {
    await appendMail(tx, {
      merchantId: row.merchantId,
      kind: "application",
      toAddress: email,
      subject: `${before}FlexCharge asks about ${merchantName}`,
      body: [
        `${name},`,
        `FlexCharge has a question about the application of ${merchantName}:`,
        request.message,
        `Only what it asked for is open. Answer it here:\n\n${address}`,
      ].join("\n\n"),
      at,
    });
  }
}
