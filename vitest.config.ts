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
    testTimeout: 20_000,
    hookTimeout: 30_000,
    allowOnly: false,
  },
});
