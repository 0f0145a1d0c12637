// A FlexCharge that does nothing but answer after a while: what dispatch is measured against. Speaks of itself on stdout.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const latencyMs = Number(process.argv[2] ?? 50);
let transmits = 0;
let firstAt = 0;
let lastAt = 0;

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const send = (body: object) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/v1/oauth2/token") {
      send({ accessToken: "a.b.c", expires: Date.now() + 3_600_000 });
      return;
    }
    if (request.url === "/seen") {
      send({ transmits, seconds: (lastAt - firstAt) / 1000 });
      if (request.method === "DELETE") transmits = firstAt = lastAt = 0;
      return;
    }
    setTimeout(() => {
      transmits += 1;
      lastAt = Date.now();
      firstAt ||= lastAt;
      send({ transmitId: "e2f3a4b5-0000-4000-8000-000000000000", success: true });
    }, latencyMs);
  });
});
server.listen(0, "localhost", () => console.log((server.address() as AddressInfo).port));
