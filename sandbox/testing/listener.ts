import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire carries
export type Heard = { body: any; raw: string; headers: Record<string, string>; url: string };

/** A merchant's webhook listener on this machine. `answers` are used up in turn, then it says 200. */
export async function openListener() {
  const heard: Heard[] = [];
  const answers: { status: number; headers?: Record<string, string> }[] = [];
  let arrived = () => {};
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString();
    heard.push({
      raw,
      body: JSON.parse(raw),
      headers: request.headers as Record<string, string>,
      url: request.url ?? "",
    });
    const { status, headers } = answers.shift() ?? { status: 200 };
    response.writeHead(status, headers).end();
    arrived();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}/notices`,
    heard,
    answers,
    /** Waits until so many notices have come. */
    async waitFor(count: number): Promise<Heard[]> {
      while (heard.length < count) {
        await new Promise<void>((done) => {
          arrived = done;
        });
      }
      return heard;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
