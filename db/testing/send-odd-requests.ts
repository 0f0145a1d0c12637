import { Agent, request } from "node:http";
import type { OddRequest } from "./odd-requests.ts";

/** A request that nothing came back for in so long hangs. */
const HANGS_MS = 20_000;
const SHOWN = 600;

export type OddFindings = {
  /** Answers by status; a connection that was closed without one counts as "closed". */
  counts: Map<string, number>;
  /** What must not be: a 5xx, or no answer at all, with the request that did it. */
  wrong: string[];
};

/** Sends requests to a server on this machine, `atOnce` together, and counts what comes back. */
export async function sendOddRequests(
  port: number,
  requests: Iterator<OddRequest>,
  { count, atOnce, wrongMax = 20 }: { count: number; atOnce: number; wrongMax?: number },
): Promise<OddFindings> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const findings: OddFindings = { counts: new Map(), wrong: [] };
  let left = count;
  async function work(): Promise<void> {
    while (left > 0 && findings.wrong.length < wrongMax) {
      left -= 1;
      const { value: sent, done } = requests.next();
      if (done) return;
      const { status, text } = await send(agent, port, sent);
      findings.counts.set(status, (findings.counts.get(status) ?? 0) + 1);
      if (status.startsWith("5") || status === "hangs" || status === "closed") {
        findings.wrong.push(`${status} ${inWords(sent)} → ${text.slice(0, SHOWN)}`);
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    agent.destroy();
  }
  return findings;
}

function send(agent: Agent, port: number, sent: OddRequest): Promise<{ status: string; text: string }> {
  const { method, path, headers, body } = sent;
  return new Promise((resolve) => {
    const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const options = { host: "localhost", port, method, path, agent, headers: { ...headers, ...length } };
    const asked = request(options, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        clearTimeout(timer);
        resolve({ status: String(answer.statusCode), text: Buffer.concat(parts).toString() });
      });
    });
    const timer = setTimeout(() => {
      resolve({ status: "hangs", text: `no answer in ${HANGS_MS / 1000} s` });
      asked.destroy();
    }, HANGS_MS);
    asked.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      // A refusal before the whole body was read closes the connection; who still writes sees the reset.
      const isRefused = error.code === "ECONNRESET" || error.code === "EPIPE";
      resolve({ status: isRefused ? "reset" : "closed", text: error.message });
    });
    asked.end(body ?? undefined);
  });
}

function inWords({ method, path, headers, body }: OddRequest): string {
  const { authorization: _bearer, ...told } = headers;
  const text = body === null ? "" : typeof body === "string" ? body : `base64 ${body.toString("base64")}`;
  return `${method} ${path.slice(0, SHOWN)} ${JSON.stringify(told)} ${text.slice(0, SHOWN)}`;
}
