import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

const hook = path.join(import.meta.dirname, "resolve-once.mjs");

function write(home, files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(home, name)), { recursive: true });
    fs.writeFileSync(path.join(home, name), text);
  }
}

test("all of our files get one package, and a package keeps the version of its own", () => {
  const home = fs.mkdtempSync(path.join(tmpdir(), `switchboard-test-${process.pid}-`));
  onTestFinished(() => fs.rmSync(home, { recursive: true, force: true }));
  const pack = JSON.stringify({ type: "module", exports: { ".": "./index.js", "./deep": "./deep.js" } });
  const files = (at, name) => ({
    [`${at}/package.json`]: pack,
    [`${at}/index.js`]: `export default "${name}";`,
    [`${at}/deep.js`]: `export default "${name}/deep";`,
  });
  write(home, {
    ...files("node_modules/one", "outer"),
    ...files("node_modules/two/node_modules/one", "inner"),
    "node_modules/two/package.json": pack,
    "node_modules/two/index.js": `export { default } from "one";`,
    "folder/file.mjs": `export { default as one } from "one"; export { default as deep } from "one/deep";`,
    "main.mjs": `
      import one from "one";
      import two from "two";
      import * as file from "./folder/file.mjs";
      import path from "node:path";
      console.log(JSON.stringify([one, two, file.one, file.deep, typeof path.join]));
      await import("three").catch(({ code }) => console.log(code));`,
  });
  const said = execFileSync(process.execPath, ["--import", hook, path.join(home, "main.mjs")], {
    encoding: "utf8",
  });
  expect(said.trim().split("\n")).toEqual([
    JSON.stringify(["outer", "inner", "outer", "outer/deep", "function"]),
    "ERR_MODULE_NOT_FOUND",
  ]);
});
