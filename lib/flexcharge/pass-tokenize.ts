import type { HttpOrigin } from "#lib/kit/http.ts";
import type { CallOptions, Session } from "./schema.ts";
import type { TokenCache } from "./token-cache.ts";

/** FlexCharge's own answer, whatever it says, as bytes; or that there is none. */
export type PassedThrough =
  | { kind: "answer"; status: number; body: Buffer }
  | { kind: "none"; cause: string };

/**
 * POST /tokenize (API sheet §2.1) for a deployment in PCI scope: the bytes go on as they come, one chunk at a time,
 * and are neither read, kept nor logged (P14). Making a token twice does no harm, so nothing is settled.
 */
export async function passTokenize(
  { origin, tokens }: { origin: HttpOrigin; tokens: TokenCache },
  session: Session,
  body: AsyncIterable<Uint8Array>,
  { deadlineMs, signal, requestId }: CallOptions,
): Promise<PassedThrough> {
  const { tokenizationKey, mid } = session;
  const endsAt = performance.now() + deadlineMs;
  const headers: Record<string, string> = { accept: "application/json", "content-type": "application/json" };
  if (requestId) headers["x-request-id"] = requestId;
  let query = "";
  if (tokenizationKey) query = `?${new URLSearchParams({ mid, environment: tokenizationKey })}`;
  else {
    const token = await tokens.get(session, { deadlineMs, ...(signal ? { signal } : {}) });
    if (token.kind !== "token") return { kind: "none", cause: token.kind };
    headers.authorization = `Bearer ${token.accessToken}`;
  }
  const result = await origin.send({
    method: "POST",
    path: `/v1/tokenize${query}`,
    headers,
    body,
    deadlineMs: Math.max(1, endsAt - performance.now()),
    ...(signal ? { signal } : {}),
  });
  if (result.kind !== "response") return { kind: "none", cause: result.cause };
  return { kind: "answer", status: result.status, body: result.body };
}
