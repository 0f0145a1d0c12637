import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Heard = {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  at: number;
  /** Null until it was answered. */
  status: number | null;
};
type Answer = (heard: Heard, response: ServerResponse) => void;
export type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** A merchant's server that hears webhooks: real HTTP on this machine, 200 unless told otherwise. */
export async function openReceiver() {
  const heard: Heard[] = [];
  const fine: Answer = (_heard, response) => void response.writeHead(200).end("ok");
  let answer = fine;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { url = "/", headers } = request;
      const body = Buffer.concat(chunks).toString("utf8");
      const call: Heard = { path: url, headers, body, at: Date.now(), status: null };
      heard.push(call);
      response.on("finish", () => {
        call.status = response.statusCode;
      });
      answer(call, response);
    });
    request.on("error", () => {});
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    /** `http://localhost:…/<name>`: as many addresses as there are names. */
    url: (name = "hook") => `http://localhost:${port}/${name}`,
    at: (name: string) => heard.filter(({ path }) => path === `/${name}`),
    answerWith(next: Answer | number) {
      answer = typeof next === "number" ? (_heard, response) => void response.writeHead(next).end() : next;
    },
    answerWell() {
      answer = fine;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
