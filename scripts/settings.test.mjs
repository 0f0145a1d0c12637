import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireFreePorts } from "./ports.mjs";
import { readSecrets, readSettings } from "./settings.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

test("secrets are made once, readable by their owner only, and 32 bytes long", () => {
  const directory = temporaryDirectory(onTestFinished);
  const first = readSecrets(directory, {});
  expect(readSecrets(directory, {})).toEqual(first);
  expect(fs.statSync(path.join(directory, "secrets.json")).mode & 0o777).toBe(0o600);
  for (const name of ["SWITCHBOARD_ENCRYPTION_KEY", "GATEWAY_TOKEN_SECRET"]) {
    expect(Buffer.from(first[name], "base64")).toHaveLength(32);
  }
});

test("a secret of the environment wins, and the kept one stays", () => {
  const directory = temporaryDirectory(onTestFinished);
  const kept = readSecrets(directory, {});
  expect(readSecrets(directory, { NEXTAUTH_SECRET: "given" }).NEXTAUTH_SECRET).toBe("given");
  expect(readSecrets(directory, {})).toEqual(kept);
});

test("moving a port moves every address that names it", () => {
  const { environment, urls } = readSettings("/house", { WEB_PORT: "3100", SANDBOX_PORT: "4110" });
  expect(urls.web).toBe("http://localhost:3100");
  expect(environment).toMatchObject({
    NEXTAUTH_URL: "http://localhost:3100",
    FLEXCHARGE_SANDBOX_URL: "http://localhost:4110",
    FLEXCHARGE_PRODUCTION_URL: "http://localhost:4011",
    GATEWAY_PORT: "4000",
    DATA_DIR: "/house/.data",
  });
  expect(() => readSettings("/house", { WEB_PORT: "many" })).toThrow("WEB_PORT is not a port: many");
});

test("a port in use and a port given twice are named with the variable that moves them", async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.close());
  const { port } = server.address();
  await expect(requireFreePorts({ GATEWAY_PORT: port })).rejects.toThrow(
    `Port ${port} is in use: set GATEWAY_PORT to another one.`,
  );
  await expect(requireFreePorts({ WEB_PORT: 65_001, WORKER_PORT: 65_001 })).rejects.toThrow("are both 65001");
});
