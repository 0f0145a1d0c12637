import { createHmac } from "node:crypto";
import { signNotice } from "#lib/flexcharge/signature.ts";

/**
 * What goes out with an event: FlexCharge's five headers, signed with the leading secret, and Standard Webhooks' three,
 * signed with every valid one. The content type is FlexCharge's own: no framework parses it before it is verified.
 */
export function signedHeaders(told: {
  /** The event's: the same on every attempt. */
  eventId: string;
  body: Buffer;
  url: URL;
  /** Base64, newest first. */
  secrets: readonly string[];
  leader: string;
  /** 32 hexadecimal characters. */
  nonce: string;
  at: Date;
}): Record<string, string> {
  const { eventId, body, at } = told;
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = told.secrets.map((secret) => {
    const hmac = createHmac("sha256", secret, { encoding: "base64" })
      .update(`${eventId}.${timestamp}.`)
      .update(body);
    return `v1,${hmac.digest("base64")}`;
  });
  return {
    "content-type": "text/plain; charset=utf-8",
    accept: "*/*",
    "user-agent": "Switchboard-Webhooks/1",
    "webhook-id": eventId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
    ...signNotice({ body, key: told.leader, host: told.url.host, nonce: told.nonce, date: at }),
  };
}
