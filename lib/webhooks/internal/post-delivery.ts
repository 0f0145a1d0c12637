import { randomUUID } from "node:crypto";
import { type PostResult, postGuarded } from "#lib/kit/guarded-http.ts";
import { resentBody } from "../rules.ts";
import type { Claim } from "./claim-due.ts";
import type { Signers } from "./open-secrets.ts";
import { signedHeaders } from "./signed-headers.ts";

/** P12. */
const ATTEMPT_MS_MAX = 15_000;
const ANSWER_BYTES_MAX = 64 * 1024;

/** What was sent and how it ended. */
export type Attempted = {
  claim: Claim;
  at: Date;
  requestHeaders: Record<string, string>;
  result: PostResult;
};

/** One attempt at a delivery; how it ended is a value. */
export async function postDelivery(
  claim: Claim,
  { secrets, leader }: Signers,
  tools: { now: Date; allowLoopback: boolean; attemptMsMax?: number },
): Promise<Attempted> {
  const body = Buffer.from(claim.attempts > 0 ? resentBody(claim.body) : claim.body, "utf8");
  const requestHeaders = signedHeaders({
    ...{ eventId: claim.eventId, body, url: new URL(claim.url), secrets, leader, at: tools.now },
    nonce: randomUUID().replaceAll("-", ""),
  });
  const result = await postGuarded(claim.url, {
    ...{ headers: requestHeaders, body, allowLoopback: tools.allowLoopback },
    timeoutMs: tools.attemptMsMax ?? ATTEMPT_MS_MAX,
    answerBytesMax: ANSWER_BYTES_MAX,
  });
  return { claim, at: tools.now, requestHeaders, result };
}
