import { randomBytes } from "node:crypto";
import { signNotice } from "#lib/flexcharge/signature.ts";
import { newGuid } from "#lib/kit/ids.ts";
import type { Environment } from "#lib/terms.ts";

export type NoticeFields = Record<string, unknown>;

/** A notice's body as FlexCharge writes it (API sheet §2.13); what is given replaces. */
export function noticeBody(given: NoticeFields = {}): string {
  return JSON.stringify({
    Event: "order.completed",
    TimeStamp: new Date().toISOString().replace("Z", "1234Z"),
    EventData: null,
    ExternalOrderId: `shop-${newGuid()}`,
    OrderId: newGuid(),
    ConfirmationId: "4B7F90AC",
    IsTestMode: true,
    IsResent: false,
    ...given,
  });
}

/** The call that brings it: path, and what `fetch` takes. */
export function signedNotice(
  to: { merchantId: string; environment: Environment; key: string; host?: string },
  body: string | Buffer,
  given: { nonce?: string; date?: Date; contentType?: string } = {},
): { path: string; init: { method: "POST"; headers: Record<string, string>; body: Buffer } } {
  const bytes = Buffer.from(body as string);
  const headers = signNotice({
    body: bytes,
    key: to.key,
    host: to.host ?? "gateway.test",
    nonce: given.nonce ?? randomBytes(16).toString("hex"),
    date: given.date ?? new Date(),
  });
  return {
    path: `/webhooks/flexcharge/${to.merchantId}/${to.environment}`,
    init: {
      method: "POST",
      headers: { ...headers, "content-type": given.contentType ?? "text/plain; charset=utf-8" },
      body: bytes,
    },
  };
}
