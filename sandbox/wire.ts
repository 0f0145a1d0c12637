import { randomBytes } from "node:crypto";

/** What an endpoint answers; `body: null` is an answer without a body. */
export type Answer = { status: number; body: unknown };

/** The envelope that most POST answers share (API sheet §1.2). */
export const envelope = {
  success: true,
  result: null as string | null,
  status: null as string | null,
  statusCode: null as string | null,
  errors: [] as unknown[],
  customProperties: {},
};

/** Messages by field, keyed as the answer spells them. */
export type Problems = Record<string, string[]>;

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function traceId(): string {
  return `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;
}

/** /evaluate's 400: a flat map with only the offending keys, and TraceId (§2.3.9). */
export function flatRefusal(problems: Problems): Answer {
  return { status: 400, body: { TraceId: [traceId()], ...problems } };
}

/** The general error form of every other endpoint (§2.3.9, §8). */
export function wrappedRefusal(
  problems: Problems,
  status = 400,
  title = "One or more validation errors occurred.",
): Answer {
  return { status, body: { status, title, traceId: traceId(), errors: problems } };
}

export const unauthorized: Answer = {
  status: 401,
  body: { errors: ["Authentication failed. Invalid bearer token."] },
};

export const forbidden: Answer = { status: 403, body: { errors: ["Not permitted for this account."] } };

/** The envelope of a refusal, with the sheet's `statusCode` as text (§2.12). */
export function envelopeRefusal(...errors: string[]): Answer {
  return { status: 400, body: { ...envelope, success: false, statusCode: "400", errors } };
}

export function notFound(what: string): Answer {
  return { status: 404, body: { errors: [`${what} not found.`] } };
}

export const orderNotFound: Answer = { status: 404, body: { errors: ["Order not found."] } };

/** A header of the vendor's API gateway, on every answer. */
export function apigwRequestId(): string {
  return `${randomBytes(11).toString("base64url")}=`;
}
