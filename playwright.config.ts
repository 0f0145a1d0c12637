import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  globalSetup: "./e2e/global-setup.ts",
  outputDir: "test-results",
  // One world, one worker: the journeys share a partner, and its switches are the subject.
  workers: 1,
  // The scan looks at what all journeys have left behind, also at what a failed one has.
  projects: [
    { name: "journeys", testIgnore: "card-data.spec.ts", teardown: "scan" },
    { name: "scan", testMatch: "card-data.spec.ts" },
  ],
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    // Set by the global setup, which chooses the ports; a worker reads this file again.
    baseURL: process.env.E2E_WEB_URL,
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
