import { createTransport } from "nodemailer";
import { messageId } from "../rules.ts";

export type Envelope = { id: string; toAddress: string; subject: string; body: string; createdAt: Date };
export type Sent = { ok: true } | { ok: false; error: string; isFinal: boolean };

export type Post = { send(mail: Envelope): Promise<Sent>; close(): void };

const CONNECT_MS = 10_000;
/** Together with the connection well under a claim's lease, so that nobody else takes a mail that is being handed over. */
const SILENCE_MS = 20_000;
const CONNECTIONS = 2;
const ERROR_MAX = 300;

/** The one place that speaks SMTP. Failures are values; `isFinal` when the server refused this very mail for good. */
export function openPost({ url, from }: { url: string; from: string }): Post {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // A body is ours, but names in it are other people's: nothing in it makes us read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      try {
        await transport.sendMail({
          ...{ from, to: { name: "", address: mail.toAddress }, subject: mail.subject, text: mail.body },
          ...{ messageId: messageId(mail.id, from), date: mail.createdAt },
          headers: { "auto-submitted": "auto-generated" },
        });
        return { ok: true };
      } catch (error) {
        const { message, responseCode, code } = error as Error & { responseCode?: number; code?: string };
        // Credentials and connections are mended by a person, and then the mail should still go.
        const isFinal = (code === "EENVELOPE" || code === "EMESSAGE") && (responseCode ?? 0) >= 500;
        return { ok: false, error: message.replace(/\s+/g, " ").slice(0, ERROR_MAX), isFinal };
      }
    },
    close: () => transport.close(),
  };
}
