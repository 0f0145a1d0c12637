import { expect, test } from "vitest";
import { safePath } from "./safe-path.ts";

test("signing in leads back to the page that was asked for", () => {
  expect(safePath("/sandbox/m/mer_1/orders?view=lost")).toBe("/sandbox/m/mer_1/orders?view=lost");
});

test.each([
  "//evil.example",
  "/\\evil.example",
  // Browsers leave tabs and line ends out of an address.
  "/\t/evil.example",
  "/\n/evil.example",
  "/sandbox/..//evil.example",
  "https://evil.example",
  "/sign-in?next=/",
  ["/a", "/b"],
  undefined,
])("signing in never leads to another host, nor in a circle: %j", (next) => {
  expect(safePath(next)).toBe("/");
});
