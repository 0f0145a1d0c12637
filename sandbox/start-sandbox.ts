import type { AddressInfo } from "node:net";
import type { ServerType } from "@hono/node-server";
import { serve } from "@hono/node-server";
import { createApp } from "./app.ts";
import { CallRecord } from "./calls.ts";
import { Progress } from "./progress.ts";
import { openStore } from "./store.ts";
import type { WorldName } from "./world.ts";
import { openWorld } from "./world.ts";

export type RunningSandbox = {
  /** Base address of each world, e.g. `http://localhost:4010`. */
  urls: Record<WorldName, string>;
  stop: () => Promise<void>;
};

/** Starts both worlds on their ports (0 takes any free one), on this machine's loopback only. */
export async function startSandbox(options: {
  databaseUrl: string;
  ports: Record<WorldName, number>;
}): Promise<RunningSandbox> {
  const sql = await openStore(options.databaseUrl);
  const started = await Promise.all(
    (["sandbox", "production"] as const).map(async (name) => {
      const world = await openWorld(sql, name);
      const progress = new Progress(world);
      const app = createApp(world, progress, new CallRecord(world));
      const { server, port } = await listen(app.fetch, options.ports[name]);
      return { name, server, progress, url: `http://localhost:${port}` };
    }),
  );
  return {
    urls: Object.fromEntries(started.map(({ name, url }) => [name, url])) as Record<WorldName, string>,
    async stop() {
      for (const { server } of started) {
        server.close();
        if ("closeAllConnections" in server) server.closeAllConnections();
      }
      await Promise.all(started.map(({ progress }) => progress.stop()));
      await sql.end({ timeout: 1 });
    },
  };
}

function listen(
  fetch: Parameters<typeof serve>[0]["fetch"],
  port: number,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname: "127.0.0.1" }, (address: AddressInfo) => {
      resolve({ server, port: address.port });
    });
    server.once("error", reject);
  });
}
