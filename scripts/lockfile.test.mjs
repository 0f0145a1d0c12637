import { expect, test } from "vitest";
import { missingEntries } from "./lockfile.mjs";

const lock = (packages) => ({ packages });

test("a platform's binary that the registry left out is named with its platform", () => {
  const missing = missingEntries(
    lock({
      "": {},
      "node_modules/tool": {
        optionalDependencies: { "@tool/darwin-arm64": "1.2.3", "@tool/linux-x64-musl": "^1.2.3" },
      },
    }),
  );
  expect(missing).toEqual({
    "node_modules/@tool/darwin-arm64": { version: "1.2.3", optional: true, os: ["darwin"], cpu: ["arm64"] },
    "node_modules/@tool/linux-x64-musl": {
      version: "1.2.3",
      optional: true,
      os: ["linux"],
      cpu: ["x64"],
      libc: ["musl"],
    },
  });
});

test("a binary locked beside its package or further up is not missing", () => {
  const packages = {
    "": { optionalDependencies: { top: "1.0.0" } },
    "node_modules/top": {},
    "node_modules/a/node_modules/b": { optionalDependencies: { near: "1.0.0", up: "1.0.0", top: "1.0.0" } },
    "node_modules/a/node_modules/b/node_modules/near": {},
    "node_modules/a/node_modules/up": {},
  };
  expect(missingEntries(lock(packages))).toEqual({});
});
