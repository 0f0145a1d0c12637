import type { Clock } from "#lib/kit/clock.ts";
import type { HttpOrigin } from "#lib/kit/http.ts";
import type { CallOptions, Session } from "./schema.ts";
import { tokenAnswer } from "./schema.ts";

export type Token = {
  kind: "token";
  accessToken: string;
  /** Claim `custom:mid`: the account that the keys belong to; null where the token does not say. */
  mid: string | null;
  expiresAtMs: number;
};
export type TokenResult =
  | Token
  | { kind: "unauthorized"; status: number }
  | { kind: "unavailable"; cause: "connect" | "token" | "deadline"; status?: number; code?: string };

export type TokenCache = {
  get(session: Session, options: CallOptions & { fresh?: boolean }): Promise<TokenResult>;
  /** Forgets this one token after a 401; a newer one that somebody else fetched meanwhile stays. */
  drop(session: Session, accessToken: string): void;
};

/** A token that is about to end would end on the way (API sheet §1.4: ten minutes of life). */
const SPARE_MS = 30_000;
const KEPT_MAX = 5_000;

type Entry = { token?: Token; pending?: Promise<TokenResult> };

/** One token per credential set and one fetch for all who wait for it. */
export function createTokenCache(options: {
  originOf(session: Session): HttpOrigin;
  clock: Clock;
  /** Bounds a fetch by itself, because it outlives the caller that happened to start it. */
  fetchMs: number;
}): TokenCache {
  const entries = new Map<string, Entry>();
  const keyOf = (session: Session) =>
    `${session.environment}|${session.merchantId}|${session.version}|${session.mid}|${session.appKey}`;
  const nowMs = () => options.clock.now().getTime();

  function forgetEnded(): void {
    if (entries.size < KEPT_MAX) return;
    for (const [key, entry] of entries) {
      if (!entry.pending && (entry.token?.expiresAtMs ?? 0) <= nowMs()) entries.delete(key);
    }
  }

  function refresh(session: Session, entry: Entry): Promise<TokenResult> {
    entry.pending ??= fetchToken(options.originOf(session), session, options.fetchMs).then((result) => {
      entry.pending = undefined;
      if (result.kind === "token") entry.token = result;
      else if (result.kind === "unauthorized") entry.token = undefined;
      return result;
    });
    return entry.pending;
  }

  return {
    async get(session, { deadlineMs, signal, fresh = false }) {
      const key = keyOf(session);
      const entry = entries.get(key) ?? {};
      if (!entries.has(key)) {
        forgetEnded();
        entries.set(key, entry);
      }
      const { token } = entry;
      if (token && !fresh && token.expiresAtMs - SPARE_MS > nowMs()) return token;
      return within(refresh(session, entry), deadlineMs, signal);
    },
    drop(session, accessToken) {
      const entry = entries.get(keyOf(session));
      if (entry?.token?.accessToken === accessToken) entry.token = undefined;
    },
  };
}

async function fetchToken(origin: HttpOrigin, session: Session, deadlineMs: number): Promise<TokenResult> {
  const answer = await origin.send({
    method: "POST",
    path: "/v1/oauth2/token",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ AppKey: session.appKey, AppSecret: session.appSecret }),
    deadlineMs,
  });
  if (answer.kind === "not_sent") return { kind: "unavailable", cause: answer.cause, code: answer.code };
  if (answer.kind === "no_answer") return { kind: "unavailable", cause: "token", code: answer.code };
  const { status } = answer;
  // Bad keys are a 400 (observed), not a 401; a newer server may well say 401 or 403.
  if (status === 400 || status === 401 || status === 403) return { kind: "unauthorized", status };
  const parsed = status === 200 ? tokenAnswer.safeParse(jsonOf(answer.body)) : null;
  if (!parsed?.success) return { kind: "unavailable", cause: "token", status };
  const { accessToken, expires } = parsed.data;
  return { kind: "token", accessToken, mid: midOf(accessToken), expiresAtMs: expires };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Read, not verified: the signature is FlexCharge's own and the token came straight from it. */
function midOf(accessToken: string): string | null {
  const claims = jsonOf(Buffer.from(accessToken.split(".")[1] ?? "", "base64url"));
  const mid = claims && typeof claims === "object" ? (claims as Record<string, unknown>)["custom:mid"] : null;
  return typeof mid === "string" ? mid : null;
}

/** The caller's own patience with a fetch that is shared. */
function within(
  pending: Promise<TokenResult>,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<TokenResult> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve({ kind: "unavailable", cause: "deadline" });
    const timer = setTimeout(giveUp, Math.max(0, deadlineMs));
    signal?.addEventListener("abort", giveUp, { once: true });
    if (signal?.aborted) giveUp();
    pending.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    });
  });
}
