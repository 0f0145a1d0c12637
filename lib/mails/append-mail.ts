import type { Transaction } from "#db/client.ts";
import { mails } from "#db/schema/alerts.ts";
import { newId } from "#lib/kit/ids.ts";

export type NewMail = {
  /** Whose mail it is: the merchant, or PARTNER_TENANT for the partner's own people. */
  merchantId: string;
  /** What it is about, in one word of ours, e.g. `alert` or `invitation`. */
  kind: string;
  toAddress: string;
  /** Begins with the environment where it is about one: "Sandbox: …". */
  subject: string;
  /** Plain text. */
  body: string;
  at: Date;
};

/**
 * Puts a mail into the outbox in the caller's transaction: no cause without its mail, no mail without its cause.
 * The worker sends it. Answers its id, which is also in its Message-ID.
 */
export async function appendMail(tx: Transaction, mail: NewMail): Promise<string> {
  const { at, subject, ...rest } = mail;
  const id = newId("mail", at.getTime());
  // A subject is one line: whoever named a merchant cannot add headers.
  const oneLine = subject.replace(/\s+/g, " ").trim();
  await tx.insert(mails).values({ ...rest, id, subject: oneLine, createdAt: at, sendAt: at });
  return id;
}
