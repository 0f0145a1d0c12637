import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{app,components,lib,gateway,worker,sandbox,db,scripts,bench}/**/*.test.{ts,tsx}"],
    globalSetup: "db/testing/global-setup.ts",
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    allowOnly: false,
  },
});
