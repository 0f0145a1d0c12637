import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createRawServer, type Server as RawServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { checkTarget, type GuardedPost, postGuarded } from "./guarded-http.ts";
import { isPublicAddress } from "./public-address.ts";

const servers: (Server | RawServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    if ("closeAllConnections" in server) server.closeAllConnections();
    server.close();
  }
});

async function listen<S extends Server | RawServer>(server: S): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
const serve = (listener: RequestListener) => listen(createServer(listener));
const post = (url: string, over: Partial<GuardedPost> = {}) =>
  postGuarded(url, {
    headers: { "content-type": "text/plain" },
    body: Buffer.from("{}"),
    timeoutMs: 5_000,
    answerBytesMax: 64 * 1024,
    allowLoopback: true,
    ...over,
  });

/** Every way we know of to spell an address that must not be reached. */
const DANGEROUS = [
  ...["127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"],
  ...["017700000001", "0x7f.0x0.0x0.0x1", "127.0.0.1.", "%31%32%37.0.0.1", "１２７.0.0.1", "127。0。0。1"],
  ...[
    "localhost",
    "LOCALHOST",
    "localhost.",
    "foo.localhost",
    "localhost.localdomain",
    "0",
    "0.0.0.0",
    "0x0",
  ],
  ...[
    "10.0.0.1",
    "10.1",
    "0xa000001",
    "012.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.1",
  ],
  ...["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.43518", "100.64.0.1"],
  ...[
    "100.100.100.200",
    "192.0.0.192",
    "168.63.129.16",
    "198.18.0.1",
    "192.0.2.1",
    "203.0.113.5",
    "192.88.99.1",
  ],
  ...["224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]"],
  ...["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]"],
  ...["[64:ff9b:1::a9fe:a9fe]", "[2002:7f00:1::]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[fc00::1]"],
  ...["[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]", "[3fff::1]"],
  ...["metadata", "metadata.google.internal", "printer.local", "intranet", "db.corp", "router.home.arpa"],
];

describe("an address for webhooks", () => {
  test.each(DANGEROUS)("https://%s is refused", (host) => {
    expect(checkTarget(`https://${host}/hook`, { allowLoopback: false })).not.toBeNull();
    expect(checkTarget(`http://${host}/hook`, { allowLoopback: false })).not.toBeNull();
  });

  test("a name is refused whatever surrounds it, and only https on 443 and 8443 is taken", () => {
    const cases: [string, string | null][] = [
      ["https://hooks.shop.example/flex", null],
      ["https://hooks.shop.example:8443/flex?x=1", null],
      ["https://HOOKS.shop.example.:443/", null],
      ["https://8.8.8.8/", null],
      ["https://[2606:4700:4700::1111]/", null],
      ["http://hooks.shop.example/", "NOT_HTTPS"],
      ["https://hooks.shop.example:22/", "PORT_NOT_ALLOWED"],
      ["https://hooks.shop.example:8080/", "PORT_NOT_ALLOWED"],
      ["https://user:pass@hooks.shop.example/", "CREDENTIALS_IN_URL"],
      ["https://hooks.shop.example@127.0.0.1/", "CREDENTIALS_IN_URL"],
      ["https://127.0.0.1\\@hooks.shop.example/", "HOST_NOT_PUBLIC"],
      ["https://[fe80::1%25eth0]/", "NOT_A_URL"],
      ["ftp://hooks.shop.example/", "NOT_HTTPS"],
      ["file:///etc/passwd", "NOT_HTTPS"],
      ["gopher://127.0.0.1:70/", "NOT_HTTPS"],
      ["hooks.shop.example", "NOT_A_URL"],
      ["", "NOT_A_URL"],
    ];
    for (const [url, refusal] of cases)
      expect([url, checkTarget(url, { allowLoopback: false })]).toEqual([url, refusal]);
  });

  test("this machine is taken in the demo under its own names alone", () => {
    for (const url of [
      "http://localhost:4099/",
      "http://127.0.0.1:1/",
      "http://[::1]:8/",
      "https://localhost/",
    ])
      expect(checkTarget(url, { allowLoopback: true })).toBeNull();
    for (const url of ["http://10.0.0.1/", "https://169.254.169.254/", "http://hooks.shop.example/"])
      expect(checkTarget(url, { allowLoopback: true })).not.toBeNull();
  });

  test("an address as a socket tells it is public only in the open internet", () => {
    for (const address of ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1"])
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
    for (const address of [
      "::ffff:8.8.8.8",
      "64:ff9b::808:808",
      "fe80::1%eth0",
      "2002:808:808::",
      "",
      "name",
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });
});

describe("a name that leads somewhere else by the time it is connected to", () => {
  test("is not spoken to: what was checked is what is connected to, at each attempt", async () => {
    let heard = 0;
    const port = await serve((_request, response) => {
      heard += 1;
      response.setHeader("connection", "close").end("ok");
    });
    const answers = [["127.0.0.1"], ["10.0.0.1"], ["127.0.0.1", "192.168.0.1"]];
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return answers[asked.length - 1] ?? [];
    };
    const url = `http://localhost:${port}/`;
    expect(await post(url, { resolve })).toMatchObject({ kind: "answer", address: "127.0.0.1" });
    expect(await post(url, { resolve })).toMatchObject({ kind: "failed", cause: "ADDRESS_NOT_PUBLIC" });
    expect(await post(url, { resolve })).toMatchObject({ kind: "failed", cause: "ADDRESS_NOT_PUBLIC" });
    expect(await post(url, { resolve })).toMatchObject({ kind: "failed", cause: "DNS" });
    expect([heard, asked.length]).toEqual([1, 4]);
  });

  test.each(["127.0.0.1", "::1", "169.254.169.254", "::ffff:127.0.0.1", "fd00:ec2::254"])(
    "a public name that leads to %s is not connected to, in the demo neither",
    async (address) => {
      const url = "https://hooks.shop.example/flex";
      for (const allowLoopback of [true, false])
        expect(await post(url, { resolve: async () => ["8.8.8.8", address], allowLoopback })).toMatchObject({
          ...{ kind: "failed", cause: "ADDRESS_NOT_PUBLIC", address: null },
        });
    },
  );
});

describe("an answer", () => {
  test("of a redirect is an answer and is not followed", async () => {
    const seen: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      seen.push(request.url);
      response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    });
    expect(await post(`http://127.0.0.1:${port}/first`)).toMatchObject({ kind: "answer", status: 302 });
    expect(seen).toEqual(["/first"]);
  });

  test("that never ends is read to its bound", async () => {
    const port = await serve((_request, response) => {
      const more = () => !response.destroyed && response.write(Buffer.alloc(16 * 1024, "x"), more);
      more();
    });
    const result = await post(`http://127.0.0.1:${port}/`, { answerBytesMax: 64 * 1024 });
    expect(result).toMatchObject({ kind: "answer", status: 200 });
    expect(result.kind === "answer" && result.body.length).toBe(64 * 1024);
  });

  test("that does not come, or only drop by drop, ends with the time", async () => {
    const silent = await serve(() => {});
    const slow = await serve((_request, response) => {
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    });
    for (const port of [silent, slow]) {
      const result = await post(`http://127.0.0.1:${port}/`, { timeoutMs: 200 });
      expect(result).toMatchObject({ kind: "failed", cause: "TIMEOUT" });
      expect(result.ms).toBeLessThan(2_000);
    }
  });

  test("that is none is told apart: nobody there, hung up, not HTTP", async () => {
    const hangup = await listen(createRawServer((socket) => socket.once("data", () => socket.destroy())));
    const garbage = await listen(
      createRawServer((socket) => socket.once("data", () => socket.end("hello\n"))),
    );
    const plain = await serve((_request, response) => response.end());
    const causes = [
      ["http://127.0.0.1:1/", "CONNECT"],
      [`http://127.0.0.1:${hangup}/`, "HANGUP"],
      [`http://127.0.0.1:${garbage}/`, "GARBAGE"],
      [`https://127.0.0.1:${plain}/`, "TLS"],
    ] as const;
    for (const [url, cause] of causes)
      expect([url, await post(url)]).toMatchObject([url, { kind: "failed", cause }]);
  });

  test("comes over a connection that rests between calls, also when the receiver has closed it meanwhile", async () => {
    const ports = new Set<number | undefined>();
    const port = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("ok");
    });
    const url = `http://127.0.0.1:${port}/`;
    await post(url);
    await post(url);
    expect(ports.size).toBe(1);
    (servers[0] as Server).closeAllConnections();
    expect(await post(url)).toMatchObject({ kind: "answer", status: 200, address: "127.0.0.1" });
  });
});
