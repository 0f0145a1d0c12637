import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { createApp } from "./app.ts";
import type { rawTransmit } from "./raw-transmit.ts";

/** Methods that fetch's Request refuses to be made with; nobody needs them here. */
const REFUSED_METHODS = new Set(["TRACE", "TRACK", "CONNECT"]);

/**
 * The app behind node:http with limits on slow and large requests; `transmit` answers the busiest call itself, once
 * started. Not listening yet.
 */
export function createGatewayServer(
  app: ReturnType<typeof createApp>,
  transmit?: ReturnType<typeof rawTransmit>,
  isStarted: () => boolean = () => true,
): Server {
  const answer = getRequestListener(app.fetch);
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 15_000, maxHeaderSize: 16 * 1024 },
    (request, response) => {
      if (transmit && isStarted() && request.url === "/v1/transmit" && request.method === "POST") {
        transmit(request, response);
        return;
      }
      if (REFUSED_METHODS.has(request.method ?? "")) {
        response.writeHead(405, { allow: "GET, POST, PUT", connection: "close" }).end();
        return;
      }
      answer(request, response);
    },
  );
  // Longer than a balancer keeps its side, so that it never sends into a closing connection.
  server.keepAliveTimeout = 65_000;
  return server;
}

/** Takes no new request, finishes what has begun, and closes what is left after `ms`. */
export async function closeServer(server: Server, ms: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const hard = setTimeout(() => server.closeAllConnections(), ms);
  await closed;
  clearInterval(idle);
  clearTimeout(hard);
}
