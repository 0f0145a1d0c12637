import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { agrees } from "./install.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

const lock = {
  packages: {
    "": { name: "switchboard" },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/binary-for-another-machine": { version: "2.0.0", optional: true },
  },
};

function installed(packages) {
  const file = path.join(temporaryDirectory(onTestFinished), "lock.json");
  fs.writeFileSync(file, JSON.stringify({ packages }));
  return file;
}

test("packages that npm has installed by itself are not installed again", () => {
  expect(agrees(lock, installed({ "node_modules/a": { version: "1.0.0" } }))).toBe(true);
});

test("an older, a missing or an interrupted installation is stale", () => {
  expect(agrees(lock, installed({ "node_modules/a": { version: "0.9.0" } }))).toBe(false);
  expect(agrees(lock, installed({}))).toBe(false);
  expect(agrees(lock, "/nowhere/lock.json")).toBe(false);
});
