import { z } from "zod";
import { holdsCardNumber } from "#lib/kit/card-data.ts";
import { sha256 } from "#lib/kit/crypto.ts";
import { canonicalJson, type Json } from "#lib/kit/json.ts";
import { isCurrency } from "#lib/kit/money.ts";
import { effectKeys } from "#lib/ledger/rules.ts";
import type { LedgerEvent } from "#lib/ledger/schema.ts";
import { ATTEMPT_STATES, CHANNELS, ENVIRONMENTS, REASONS } from "#lib/terms.ts";

const id = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .refine((text) => !text.includes("\u0000") && text.isWellFormed(), "is not text");
const words = id.refine((text) => !holdsCardNumber(text), "holds a card number");
const amount = z.int("is an integer, in minor units").min(0).max(1e12);

const base = {
  at: z.iso.datetime({ offset: true, error: "is an instant such as 2026-11-20T14:32:00Z" }),
  merchantId: id,
  environment: z.enum(ENVIRONMENTS),
  orderId: id,
  amountMinor: amount,
  currency: z.string().refine(isCurrency, "is no ISO 4217 code"),
  channel: z.enum(CHANNELS).nullish(),
  siteId: id.nullish(),
  siteUrl: words.nullish(),
  descriptor: words.nullish(),
  campaignId: words.nullish(),
};
const number = z.int().min(1).max(1000).default(1);
const lineSchema = z.discriminatedUnion("type", [
  z.strictObject({
    ...base,
    type: z.literal("attempt"),
    transactionId: id.nullish(),
    approvedByProcessor: z.boolean(),
    responseCode: words.nullish(),
    responseCodeSource: words.nullish(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("evaluate"),
    attempt: number,
    sent: z.boolean().default(true),
    reason: z.enum(REASONS).nullish(),
    state: z.enum(ATTEMPT_STATES).nullish(),
  }),
  z.strictObject({
    ...base,
    type: z.literal("outcome"),
    attempt: number,
    state: z.enum(ATTEMPT_STATES),
    reason: z.enum(REASONS).nullish(),
  }),
  z.strictObject({ ...base, type: z.enum(["refund", "chargeback"]), id: id.nullish() }),
]);

export type ImportLine = z.output<typeof lineSchema>;

/** One line of an import, or what is wrong with it. `amount` may stand for `amountMinor`. */
export function readLine(text: string): { line: ImportLine } | { problem: string } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { problem: "is not JSON" };
  }
  if (given !== null && typeof given === "object" && "amount" in given && !("amountMinor" in given)) {
    const { amount: amountMinor, ...rest } = given;
    given = { ...rest, amountMinor };
  }
  const parsed = lineSchema.safeParse(given);
  if (parsed.success) return { line: parsed.data };
  return {
    problem: parsed.error.issues
      .map(({ path, message }) => `${path.join(".") || "line"} ${message}`)
      .join("; "),
  };
}

/** What of a line goes to the ledger; the place is resolved by the caller. The same line has the same effect key. */
export function eventOf(
  line: ImportLine,
  place: Pick<LedgerEvent, "siteId" | "campaignId">,
  repeats: number,
): LedgerEvent {
  const { siteUrl: _siteUrl, at, ...rest } = line;
  const { id: _id, ...facts } = rest as typeof rest & { id?: string | null };
  return {
    ...facts,
    ...place,
    at: new Date(at),
    source: "import",
    ...(line.type === "evaluate" ? { state: line.state ?? (line.sent ? "unknown" : "not_sent") } : {}),
    effectKey: effectKeyOf(line, repeats),
  };
}

/** Of things without an id, `repeats` tells equal ones of one file apart, so that two equal refunds are two. */
function effectKeyOf(line: ImportLine, repeats: number): string {
  const { orderId } = line;
  if (line.type === "evaluate") return effectKeys.evaluate(orderId, line.attempt);
  if (line.type === "outcome") return effectKeys.outcome(orderId, line.attempt, line.state);
  if (line.type === "attempt" && line.transactionId) return effectKeys.transmit(orderId, line.transactionId);
  const given = line.type === "attempt" ? null : line.id;
  if (given && line.type === "refund") return effectKeys.refund(orderId, given);
  if (given && line.type === "chargeback") return effectKeys.chargeback(orderId, given);
  return `import:${sha256(canonicalJson(line as unknown as Json))}:${repeats}`;
}
