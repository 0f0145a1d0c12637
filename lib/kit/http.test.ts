import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type HttpOrigin, openOrigin } from "./http.ts";

const limits = { connectMs: 1_000, headersMs: 5_000, bodyMs: 5_000, responseBytesMax: 256 * 1024 };
const open: { server: Server; origin: HttpOrigin }[] = [];

async function serve(listener: RequestListener): Promise<HttpOrigin> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const origin = openOrigin(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, limits);
  open.push({ server, origin });
  return origin;
}

afterEach(async () => {
  for (const { server, origin } of open.splice(0)) {
    server.closeAllConnections();
    server.close();
    await origin.close();
  }
});

const get = { method: "GET" as const, path: "/", headers: {}, deadlineMs: 3_000 };

test("an answer of exactly 256 KiB is read, one byte more is not", async () => {
  const origin = await serve((request, response) => response.end("x".repeat(Number(request.url!.slice(1)))));
  const fits = await origin.send({ ...get, path: `/${256 * 1024}` });
  expect(fits.kind === "response" && fits.body.length).toBe(256 * 1024);
  const over = await origin.send({ ...get, path: `/${256 * 1024 + 1}` });
  expect(over).toMatchObject({ kind: "no_answer", cause: "garbage", code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
});

test("a redirect is an answer, not a place to go", async () => {
  const seen: string[] = [];
  const origin = await serve((request, response) => {
    seen.push(request.url!);
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect(await origin.send(get)).toMatchObject({ kind: "response", status: 302 });
  expect(seen).toEqual(["/"]);
});

test("an answer that trickles for ever ends at the deadline", async () => {
  const origin = await serve((_request, response) => {
    const timer = setInterval(() => response.write(" "), 20);
    response.once("close", () => clearInterval(timer));
  });
  const startedAt = performance.now();
  expect(await origin.send({ ...get, deadlineMs: 200 })).toMatchObject({
    kind: "no_answer",
    cause: "timeout",
  });
  expect(performance.now() - startedAt).toBeLessThan(350);
});

test("an answer that breaks off is no answer", async () => {
  const origin = await serve((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.destroy());
  });
  expect(await origin.send(get)).toMatchObject({ kind: "no_answer" });
});

test("what does not speak HTTP is no answer", async () => {
  const origin = await serve((request) => request.socket.end("HELLO\r\n\r\n"));
  expect(await origin.send(get)).toMatchObject({ kind: "no_answer", cause: "garbage" });
});

test("a caller that has left already sends nothing", async () => {
  let calls = 0;
  const origin = await serve((_request, response) => {
    calls++;
    response.end();
  });
  const signal = AbortSignal.abort();
  expect(await origin.send({ ...get, signal })).toEqual({
    kind: "not_sent",
    cause: "deadline",
    code: "DEADLINE",
  });
  await origin.send(get);
  expect(calls).toBe(1);
});

test("a deadline that passes before a connection stands means not sent, and it is not sent later", async () => {
  let calls = 0;
  const origin = await serve((_request, response) => {
    calls++;
    response.end();
  });
  expect(await origin.send({ ...get, deadlineMs: 0 })).toMatchObject({ kind: "not_sent", cause: "deadline" });
  expect(await origin.send(get)).toMatchObject({ kind: "response" });
  expect(calls).toBe(1);
});

test("connections are kept for the next call", async () => {
  const ports = new Set<number>();
  const origin = await serve((request, response) => {
    ports.add(request.socket.remotePort!);
    response.end("ok");
  });
  for (let i = 0; i < 20; i++) await origin.send(get);
  // A second one may be opened while the first is just being handed back.
  expect(ports.size).toBeLessThanOrEqual(2);
});
