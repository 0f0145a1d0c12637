import { z } from "zod";

/** An address that mail can go to, in lower case: no display names, no lists. */
export const mailAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "At most 254 characters")
  .pipe(z.email("An e-mail address, for example ops@company.com"));

/** A mail that waits, or was sent. `sendAt` is null once it was sent or given up. */
export type MailRow = {
  merchantId: string;
  id: string;
  kind: string;
  toAddress: string;
  subject: string;
  body: string;
  createdAt: Date;
  sendAt: Date | null;
  tries: number;
  sentAt: Date | null;
  lastError: string | null;
};
