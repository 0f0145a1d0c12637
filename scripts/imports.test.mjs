import fs from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkImports } from "./imports.mjs";
import { temporaryDirectory } from "./temporary-directory.mjs";

/** A small house on disk; every import names a file that exists. */
function house(files) {
  const root = temporaryDirectory(onTestFinished);
  const all = {
    "package.json": JSON.stringify({ name: "house", type: "module" }),
    "tsconfig.json": JSON.stringify({ compilerOptions: { module: "esnext", moduleResolution: "bundler" } }),
    ...files,
  };
  for (const [file, text] of Object.entries(all)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  return root;
}

const leaf = "export const one = 1;\n";
const importing = (...targets) =>
  `${targets.map((target, i) => `import * as m${i} from "${target}";`).join("\n")}\n${leaf}`;

test("a house that keeps the rules passes", async () => {
  const root = house({
    "lib/terms.ts": leaf,
    "lib/switching/set-mode.ts": importing("../terms.ts", "../kit/clock.ts"),
    "lib/kit/clock.ts": leaf,
    "app/_doors/gate.ts": leaf,
    "app/orders/page.tsx": importing(
      "../_doors/gate.ts",
      "./_parts/row.tsx",
      "../../lib/switching/set-mode.ts",
    ),
    "app/orders/_parts/row.tsx": leaf,
    "gateway/routes/evaluate.ts": importing("../middleware/authenticate.ts"),
    "gateway/middleware/authenticate.ts": leaf,
  });
  expect((await checkImports(root)).violations).toEqual([]);
});

test("every forbidden neighbour is found, and a page or route without its door", async () => {
  const root = house({
    "db/client.ts": leaf,
    "sandbox/app.ts": importing("../lib/terms.ts"),
    "lib/terms.ts": leaf,
    "lib/kit/clock.ts": importing("../orders/rules.ts"),
    "lib/orders/rules.ts": importing("../reports/rules.ts", "../switching/internal/cell.ts"),
    "lib/reports/rules.ts": importing("../../sandbox/app.ts", "../../app/orders/page.tsx"),
    "lib/switching/internal/cell.ts": importing("./ring.ts"),
    "lib/switching/internal/ring.ts": importing("./cell.ts"),
    "app/orders/page.tsx": importing("../../db/client.ts", "../sites/_parts/row.tsx"),
    "app/sites/_parts/row.tsx": leaf,
    "components/ui/chip.tsx": importing("../../lib/terms.ts"),
    "components/orders/trace.tsx": importing("../../lib/orders/load-order.ts"),
    "lib/orders/load-order.ts": leaf,
    "gateway/routes/evaluate.ts": importing("../../db/client.ts"),
    "worker/main.ts": importing("../lib/orders/rules.ts", "./gone.ts"),
  });
  const found = (await checkImports(root)).violations.join("\n");
  for (const rule of [
    "app-no-sql",
    "pages-pass-the-door",
    "a page's pieces are its own",
    "primitives-know-no-domain",
    "components-show-only",
    "gateway-doors-only",
    "routes-are-authenticated",
    "worker-collects-jobs",
    "kit-knows-no-domain",
    "floor-0-below",
    "floor-6-below",
    "internal-is-internal",
    "lib-knows-no-door",
    "nobody-knows-the-sandbox",
    "sandbox-stands-alone",
    "no-cycles",
    "resolvable",
  ]) {
    expect(found).toContain(rule);
  }
});

test("a check that saw no import at all fails", async () => {
  const root = house({ "lib/terms.ts": leaf });
  expect((await checkImports(root)).violations).toEqual(["No import seen at all."]);
});
