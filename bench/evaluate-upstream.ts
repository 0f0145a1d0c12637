// The far side of bench/evaluate.ts: FlexCharge's token, list and evaluate with a fixed hold, and a bare proxy to it.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";

const HOLD_MS = 50;
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer);
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => {
    server.listen(0, "localhost", () => resolve((server.address() as AddressInfo).port));
  });
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** Its keys open the account whose MID the AppKey is. */
function upstream(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    if (request.url?.startsWith("/v1/oauth2/token")) {
      const { AppKey } = JSON.parse(Buffer.concat(chunks).toString());
      const claims = { "custom:mid": AppKey, exp: Math.floor(Date.now() / 1000) + 600 };
      json(response, {
        accessToken: `${part({ alg: "none" })}.${part(claims)}.x`,
        expires: Date.now() + 600_000,
      });
    } else if (request.url?.startsWith("/v1/orders")) {
      json(response, { orders: { rows: [], pageNumber: 1, pageSize: 1, totalItemCount: 0 } });
    } else {
      const id = crypto.randomUUID();
      const answer = {
        orderSessionKey: id,
        orderId: id,
        senseKey: null,
        success: true,
        result: "Success",
        status: "APPROVED",
      };
      setTimeout(() => json(response, answer), HOLD_MS);
    }
  });
}

const ports = { sandbox: await listen(upstream), production: await listen(upstream) };
const pool = new Pool(`http://localhost:${ports.production}`, { connections: 256 });
const proxy = await listen((request, response) => {
  pool
    .request({
      method: "POST",
      path: request.url ?? "/",
      headers: { "content-type": "application/json" },
      body: request,
    })
    .then(async ({ statusCode, body }) => {
      response.writeHead(statusCode, { "content-type": "application/json" });
      response.end(Buffer.from(await body.arrayBuffer()));
    })
    .catch(() => response.writeHead(502).end());
});
process.send?.({ ...ports, proxy });
