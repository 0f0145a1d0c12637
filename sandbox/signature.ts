import { createHash, createHmac } from "node:crypto";

/** What one signed delivery is made of. `host` is the listener's host, with its port when not the default. */
export type SignedDelivery = { key: string; host: string; nonce: string; date: string; body: string };

/**
 * The five `x-fc-` headers of a webhook (§2.13). `key` is the subscriber key in base64, `nonce` 32 hex
 * characters, `date` an RFC 1123 GMT date.
 */
export function signatureHeaders({ key, host, nonce, date, body }: SignedDelivery): Record<string, string> {
  const secret = Buffer.from(key, "base64");
  const contentHash = createHash("sha512").update(body).digest("base64");
  const signed = `POST\n${nonce};${date};${host};${contentHash}`;
  const signature = createHmac("sha512", secret).update(signed).digest("base64");
  return {
    "x-fc-nonce": nonce,
    "x-fc-date": date,
    "x-fc-content-sha512": contentHash,
    "x-fc-authorization": `HMAC-SHA512 SignedHeaders=x-fc-nonce;x-fc-date;host;x-fc-content-sha512&Signature=${signature}`,
    "x-fc-signature": createHmac("sha512", secret).update(body).digest("base64"),
  };
}
