import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{app,bench,components,db,gateway,lib,sandbox,worker}/**/*.test.{ts,tsx}",
      "scripts/*.test.mjs",
    ],
    globalSetup: "db/testing/global-setup.ts",
    pool: "forks",
    maxWorkers: 2,
    // Against hanging only: how long a test may take on a busy machine of two cores is nobody's promise.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    allowOnly: false,
  },
});
