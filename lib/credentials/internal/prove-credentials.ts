import type { FlexchargeClient } from "#lib/flexcharge/client.ts";
import type { CallOptions, CallResult } from "#lib/flexcharge/schema.ts";
import { PARTNER_TENANT } from "#lib/terms.ts";
import type { OpenCredentials } from "../open-credentials.ts";

/** `status` is HTTP's; `cause` is a sentence for people and names no secret; `mid` is the account's that the token names. */
export type Proof = {
  kind: "proven" | "REFUSED" | "OTHER_ACCOUNT" | "UNREACHABLE";
  tookMs: number;
  status?: number;
  cause?: string;
  mid?: string;
};

/**
 * A token, whose account must be the MID (API sheet §1.4, claim `custom:mid`), and one read with it. The partner's own
 * need not name an account; their read is one that only a partner may make (§2.12).
 */
export async function proveCredentials(
  client: FlexchargeClient,
  credentials: OpenCredentials,
  deadlineMs: number,
): Promise<Proof> {
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const options = () => ({ deadlineMs: deadlineMs - tookMs(), ignoreBreaker: true });
  const isPartner = credentials.merchantId === PARTNER_TENANT;

  const token = await client.token(credentials, options());
  if (token.kind !== "answer") return { ...refusal(token, "the AppKey and AppSecret"), tookMs: tookMs() };
  const mid = token.body.mid?.toLowerCase();
  const mayDiffer = isPartner && (!mid || !credentials.mid);
  if (!mayDiffer && mid !== credentials.mid.toLowerCase()) {
    const cause = mid
      ? `The keys belong to another account: its MID ends in ${mid.slice(-4)}.`
      : "FlexCharge did not say which account the keys belong to.";
    return { kind: "OTHER_ACCOUNT", status: token.status, cause, tookMs: tookMs() };
  }
  const read = await (isPartner ? readAsPartner : readOrders)(client, credentials, options());
  if (isPartner && read.kind === "refused" && read.status === 403) {
    const cause = "These keys are a merchant's: FlexCharge shows them no applications (HTTP 403).";
    return { kind: "REFUSED", status: read.status, cause, tookMs: tookMs() };
  }
  if (read.kind !== "answer") return { ...refusal(read, "a read with these keys"), tookMs: tookMs() };
  return { kind: "proven", status: read.status, tookMs: tookMs(), ...(mid ? { mid } : {}) };
}

type Read = (
  client: FlexchargeClient,
  credentials: OpenCredentials,
  options: CallOptions,
) => Promise<CallResult<unknown>>;
const readOrders: Read = (client, credentials, options) =>
  client.listOrders(credentials, { pageSize: 1 }, options);
const readAsPartner: Read = (client, credentials, options) =>
  client.listApplications(credentials, { pageSize: 1 }, options);

function refusal(
  result: Exclude<CallResult<unknown>, { kind: "answer" }>,
  what: string,
): Omit<Proof, "tookMs"> {
  const { kind } = result;
  const status = result.status;
  // Too many requests is about us, not about the keys.
  if (kind === "unauthorized" || (kind === "refused" && status !== 429)) {
    return { kind: "REFUSED", status, cause: `FlexCharge refused ${what} (HTTP ${status}).` };
  }
  const cause =
    status !== undefined
      ? `FlexCharge answered HTTP ${status}, which proves nothing.`
      : kind === "unavailable" && result.cause === "connect"
        ? "FlexCharge could not be reached."
        : kind === "unknown" && result.cause === "garbage"
          ? "FlexCharge's answer could not be read."
          : "FlexCharge did not answer in time.";
  return { kind: "UNREACHABLE", ...(status === undefined ? {} : { status }), cause };
}
