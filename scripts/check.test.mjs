import fs from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import { runChecks } from "./check.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

test("a check that exits with an error, or is not there, fails the run and is named", async () => {
  const directory = temporaryDirectory(onTestFinished);
  fs.writeFileSync(`${directory}/good.mjs`, "");
  fs.writeFileSync(`${directory}/bad.mjs`, 'console.error("the reason"); process.exit(1);');
  const printed = vi.spyOn(console, "log").mockImplementation(() => {});
  const counts = await runChecks([
    { name: "good", steps: [[`${directory}/good.mjs`]] },
    { name: "absent", steps: [[`${directory}/absent.mjs`]] },
    { name: "bad", steps: [[`${directory}/good.mjs`], [`${directory}/bad.mjs`]] },
  ]);
  const lines = printed.mock.calls.map(([line]) => line).join("\n");
  printed.mockRestore();
  expect(counts).toEqual({ passed: 1, failed: 2 });
  expect(lines).toMatch(/ok {6}good/);
  expect(lines).toMatch(/FAILED {2}absent/);
  expect(lines).toMatch(/FAILED {2}bad.*\n {8}the reason/);
});
