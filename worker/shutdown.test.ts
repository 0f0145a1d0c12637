import { expect, onTestFinished, test } from "vitest";
import { createTestDatabase } from "#db/testing/database.ts";
import { startTestProgram } from "#db/testing/program.ts";
import { freePort } from "../scripts/embedded-postgres.mjs";

test("the worker tells how it is, counts its jobs and ends when it is asked to", async () => {
  const home = await createTestDatabase();
  onTestFinished(home.drop);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const worker = await startTestProgram(
    "worker/main.ts",
    {
      DATABASE_URL: home.appUrl,
      WORKER_PORT: String(port),
      FLEXCHARGE_SANDBOX_URL: "http://127.0.0.1:1",
      FLEXCHARGE_PRODUCTION_URL: "http://127.0.0.1:2",
      SWITCHBOARD_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    },
    `${url}/readyz`,
  );
  onTestFinished(async () => {
    await worker.end("SIGKILL");
  });
  expect(await (await fetch(`${url}/livez`)).json()).toEqual({ status: "ok" });
  await expect
    .poll(async () => (await fetch(`${url}/metrics`)).text())
    .toMatch(/switchboard_job_runs_total\{job="forget-old-sign-ins",result="done"\} 1/);
  expect(await worker.end()).toMatchObject({ code: 0, by: null });
  expect(worker.entries()).toContainEqual(expect.objectContaining({ program: "worker", message: "ended" }));
});
