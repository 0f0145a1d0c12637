import { expect, test } from "vitest";
import { complaints } from "./vocabulary.mjs";

const about = (file, text = "export const one = 1;\n") => complaints([{ file, text }]);

test.each([
  "lib/terms.ts",
  "lib/switching/schema.ts",
  "lib/switching/rules.ts",
  "lib/switching/rules.test.ts",
  "lib/switching/queries/list-cells.ts",
  "lib/switching/internal/cell.ts",
  "lib/switching/set-mode.ts",
  "lib/kit/money.ts",
  "app/(console)/[environment]/page.tsx",
  "app/api/auth/[...nextauth]/route.ts",
])("%s is named as agreed", (file) => {
  expect(about(file)).toEqual([]);
});

test.each([
  ["lib/switching/mode-setter.ts", "closed vocabulary"],
  ["lib/switching/mode.ts", "closed vocabulary"],
  ["lib/switching/deep/set-mode.ts", "internal/"],
  ["lib/money.ts", "only terms.ts"],
  ["lib/kit/string-utils.ts", "says nothing"],
  ["lib/orders/types.ts", "says nothing"],
  ["gateway/order-service.ts", "says nothing"],
  ["components/ui/TextField.tsx", "kebab-case"],
  ["components/ui/index.ts", "no barrels"],
])("%s is refused with a reason", (file, reason) => {
  expect(about(file).join()).toContain(reason);
});

test("a file of 301 lines and a test of 401 are two things by now", () => {
  expect(about("lib/kit/money.ts", "x\n".repeat(300))).toEqual([]);
  expect(about("lib/kit/money.ts", "x\n".repeat(301)).join()).toContain("301 lines");
  expect(about("lib/kit/money.test.ts", "x\n".repeat(400))).toEqual([]);
  expect(about("lib/kit/money.test.ts", "x\n".repeat(401)).join()).toContain("401 lines");
});

test("a file that only passes on others' exports is a barrel under any name", () => {
  const barrel = '// All of it.\nexport { a } from "./a.ts";\nexport * from "./b.ts";\n';
  expect(about("lib/kit/everything.ts", barrel).join()).toContain("no barrels");
  expect(about("lib/kit/everything.ts", `${barrel}export const own = 1;\n`)).toEqual([]);
});
