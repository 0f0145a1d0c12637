import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A door before PostgreSQL that a test can shut: open connections break, new ones are refused. */
export async function openDatabaseProxy(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let shut = false;
  const server = createServer((near) => {
    if (shut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxied = new URL(url);
  proxied.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: proxied.href,
    shut() {
      shut = true;
      breakAll();
    },
    open() {
      shut = false;
    },
    async stop() {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
}
