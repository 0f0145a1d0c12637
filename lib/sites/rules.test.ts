import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { descriptorKey, normalizeHost, resolveSite, siteOfDescriptor } from "./rules.ts";

describe("a host is the same however a checkout writes it", () => {
  test.each([
    ["shop.example"],
    ["SHOP.Example"],
    ["www.shop.example"],
    ["https://shop.example"],
    ["http://www.Shop.Example:8443/checkout?step=2#pay"],
    ["https://shop.example./"],
    ["//shop.example/path"],
    ["https://user:secret@shop.example/"],
    ["  shop.example  "],
    ["shop.example:443"],
  ])("%s is shop.example", (written) => expect(normalizeHost(written)).toBe("shop.example"));

  test.each([
    ["https://bücher.example", "xn--bcher-kva.example"],
    ["https://XN--BCHER-KVA.example", "xn--bcher-kva.example"],
    ["www.com", "www.com"],
    ["https://www.www.shop.example", "www.shop.example"],
    ["https://a.shop.example", "a.shop.example"],
    ["localhost:3000", "localhost"],
  ])("%s is %s", (written, host) => expect(normalizeHost(written)).toBe(host));

  test.each([
    [""],
    ["   "],
    ["https://"],
    ["not a host"],
    ["shop\n.example"],
    ["shop.example\\@evil.example"],
    ["ftp://shop.example"],
    ["javascript:alert(1)"],
    ["https://shop..example"],
    ["%%%"],
    ["[::1]"],
    ["a".repeat(3000)],
  ])("%j names no web host", (written) => expect(normalizeHost(written)).toBeNull());

  test("any text gets an answer, and a normal form is its own normal form", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.domain()), (text) => {
        const host = normalizeHost(text);
        if (host !== null && !host.startsWith("www.")) expect(normalizeHost(host)).toBe(host);
      }),
      { numRuns: 500 },
    );
  });
});

test("descriptors compare without case and with blanks as one", () => {
  expect(descriptorKey("  Lumen   labs*shop ")).toBe("LUMEN LABS*SHOP");
});

const site = (name: string, over = {}) => ({
  id: `site_${name}`,
  hosts: [`${name}.example`, `${name}.test`],
  descriptors: [`${name.toUpperCase()}*PAY`],
  siteIds: { sandbox: `sand-${name}`, production: `prod-${name}` },
  archived: false,
  ...over,
});
const [shop, club, old] = [site("shop"), site("club"), site("old", { archived: true })];
const book = {
  sites: [shop, club, old],
  campaigns: [
    { siteId: "site_club", descriptor: "CLUB ANNUAL", archived: false },
    { siteId: "site_club", descriptor: "SHOP*PAY", archived: false },
    { siteId: "site_club", descriptor: "GONE", archived: true },
  ],
  defaultSiteId: "site_club" as string | null,
};
const ask = (said: { siteId?: string; siteUrl?: string; descriptor?: string }, from = book) =>
  resolveSite(from, { siteId: null, siteUrl: null, descriptor: null, ...said });

describe("which site is this order from?", () => {
  test.each([
    [{ siteId: "site_shop" }, shop, "siteId"],
    [{ siteId: "SAND-shop" }, shop, "siteId"],
    [{ siteId: "prod-club" }, club, "siteId"],
    [{ siteUrl: "https://www.SHOP.test/x" }, shop, "siteUrl"],
    [{ descriptor: "club*pay" }, club, "descriptor"],
    [{ descriptor: "club annual" }, club, "descriptor"],
    [{ descriptor: "shop*pay" }, shop, "descriptor"],
    [{ siteId: "  ", siteUrl: "", descriptor: " " }, club, "default"],
    [{}, club, "default"],
  ])("%j names a site", (said, found, source) =>
    expect(ask(said)).toEqual({ site: found, source, disagree: false }),
  );

  test.each([
    [{ siteId: "nobody", siteUrl: "shop.example" }, "nobody", "siteId"],
    [{ siteUrl: "https://Nobody.example/x", descriptor: "SHOP*PAY" }, "nobody.example", "siteUrl"],
    [{ siteUrl: "not a host", descriptor: "SHOP*PAY" }, "not a host", "siteUrl"],
    [{ descriptor: "NOBODY" }, "NOBODY", "descriptor"],
    [{ siteUrl: "old.example" }, "old.example", "siteUrl"],
    [{ siteId: "site_old" }, "site_old", "siteId"],
    [{ descriptor: "GONE" }, "GONE", "descriptor"],
  ])("%j is unknown: the first source that names something decides", (said, unknown, source) =>
    expect(ask(said)).toEqual({ unknown, source }),
  );

  test.each([
    [{ siteId: "site_shop", siteUrl: "club.example" }, true],
    [{ siteId: "site_shop", siteUrl: "nobody.example" }, true],
    [{ siteId: "site_shop", descriptor: "CLUB*PAY" }, true],
    [{ siteUrl: "shop.example", descriptor: "CLUB*PAY" }, true],
    [{ siteUrl: "shop.example", descriptor: "NOBODY" }, false],
    [{ siteId: "prod-shop", siteUrl: "www.shop.example", descriptor: "shop*pay" }, false],
  ])("%j: sources that disagree are told (%s), the first decides", (said, disagree) =>
    expect(ask(said)).toMatchObject({ site: shop, disagree }),
  );

  test("without any name and without a default site, a site is required", () => {
    expect(ask({}, { ...book, defaultSiteId: null })).toEqual({ missing: true });
    expect(ask({}, { ...book, defaultSiteId: "site_old" })).toEqual({ missing: true });
  });

  test("a descriptor tells its site", () => {
    expect(siteOfDescriptor(book, "club annual")).toBe(club);
    expect(siteOfDescriptor(book, "nobody")).toBeNull();
  });
});
