import { describe, expect, test } from "vitest";
import { permissionsOf } from "#lib/access/rules.ts";
import type { Role } from "#lib/terms.ts";
import { pagesFor } from "./pages.ts";

const entry = (role: Role, id: string, isMerchantWorkspace = false) =>
  pagesFor([...permissionsOf(role)], isMerchantWorkspace).find((page) => page.id === id);

describe("the navigation", () => {
  test("leads finance to the transmits that it may replay, though not to the credentials", () => {
    for (const isMerchantWorkspace of [false, true]) {
      const developers = entry("finance", "developers", isMerchantWorkspace);
      expect(developers?.inner?.map(({ id }) => id)).toEqual(["transmits"]);
      expect(developers?.path).toBe("/developers/transmits");
    }
  });

  test("opens an entry on the first of its parts that the person may see", () => {
    expect(entry("admin", "developers")).toMatchObject({ path: "/developers/credentials" });
    expect(entry("merchant_developer", "developers", true)?.inner?.map(({ id }) => id)).toEqual([
      "credentials",
      "keys",
      "webhooks",
      "transmits",
      "logs",
    ]);
  });

  test("shows no entry of which nothing opens", () => {
    expect(entry("viewer", "developers")).toBeUndefined();
    expect(entry("viewer", "settings")).toBeUndefined();
    expect(entry("viewer", "orders")).toMatchObject({ path: "/orders" });
  });

  test("shows the sandbox's page among test orders alone", () => {
    const inner = (sandbox: boolean) =>
      pagesFor([...permissionsOf("admin")], false, { sandbox })
        .find(({ id }) => id === "developers")
        ?.inner?.map(({ id }) => id);
    expect(inner(true)).toContain("sandbox");
    expect(inner(false)).not.toContain("sandbox");
  });

  test("keeps the partner's own parts out of a merchant's workspace", () => {
    expect(entry("admin", "settings")?.inner?.map(({ id }) => id)).toContain("alerts");
    expect(entry("admin", "settings", true)?.inner?.map(({ id }) => id)).not.toContain("alerts");
    const withMail = pagesFor([...permissionsOf("admin")], false, { outbox: true }).find(
      ({ id }) => id === "developers",
    );
    expect(withMail?.inner?.map(({ id }) => id)).toContain("mail");
    expect(entry("admin", "developers")?.inner?.map(({ id }) => id)).not.toContain("mail");
  });
});
