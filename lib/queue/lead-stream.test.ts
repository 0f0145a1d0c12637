import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#db/testing/database.ts";
import { openDatabaseProxy } from "#db/testing/database-proxy.ts";
import { leadStream, rest } from "./lead-stream.ts";

let home: TestDatabase;
beforeAll(async () => {
  home = await createTestDatabase();
});
afterAll(() => home.drop());

function lead(url: string, name: string) {
  const led: string[] = [];
  const errors: unknown[] = [];
  const options = {
    ...{ name, directUrl: url, onNewCluster: async () => {} },
    onError: (error: unknown) => errors.push(error),
  };
  const stream = leadStream(options, async ({ token, stopping, lost }) => {
    led.push(token);
    while (!stopping.aborted && !lost.aborted) await rest(50, AbortSignal.any([stopping, lost]));
    if (!stopping.aborted) throw new Error("the session is gone");
  });
  return { led, errors, stop: () => stream.stop() };
}

test("a stream is led again within seconds after a database that broke off while it was being connected to", async () => {
  const door = await openDatabaseProxy(home.appUrl);
  door.shut();
  const { led, stop } = lead(door.url, "test-start");
  await rest(1_500, new AbortController().signal);
  expect(led).toEqual([]);
  door.open();
  await vi.waitFor(() => expect(led).toHaveLength(1), { timeout: 8_000 });

  for (const times of [2, 3]) {
    door.shut();
    await rest(700, new AbortController().signal);
    door.open();
    await vi.waitFor(() => expect(led).toHaveLength(times), { timeout: 8_000 });
  }
  await stop();
  await door.stop();
});

test("who asks a stream to end while the database is gone does not wait for it", async () => {
  const door = await openDatabaseProxy(home.appUrl);
  door.shut();
  const { stop } = lead(door.url, "test-stop");
  await rest(300, new AbortController().signal);
  const askedAt = performance.now();
  await stop();
  expect(performance.now() - askedAt).toBeLessThan(8_000);
  await door.stop();
});
