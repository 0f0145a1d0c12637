import { type IncomingMessage, Server, type ServerResponse } from "node:http";

const REFUSED = new Set(["TRACE", "TRACK", "CONNECT"]);
const DONE = Symbol.for("switchboard.refuseTrace");

/**
 * Answers TRACE with 405 before Next sees it: a web Request cannot even be made with that method, so neither
 * proxy.ts nor a route could (they fail with 500).
 */
export function refuseTrace(): void {
  const server = Server.prototype as Server & { [DONE]?: true };
  if (server[DONE]) return;
  server[DONE] = true;
  const emit = server.emit as (...all: unknown[]) => boolean;
  server.emit = function (this: Server, event: string, ...rest: unknown[]) {
    const [request, response] = rest as [IncomingMessage, ServerResponse];
    if (event !== "request" || !REFUSED.has(request.method ?? "")) {
      return emit.call(this, event, ...rest);
    }
    response.writeHead(405, { allow: "GET, HEAD, POST", connection: "close" }).end();
    return true;
  } as typeof server.emit;
}
