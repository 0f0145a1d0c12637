import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { configVersions } from "#db/schema/switching.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { archiveSite } from "./archive-site.ts";
import { createSite } from "./create-site.ts";
import { editSite } from "./edit-site.ts";
import { getSite, listSites } from "./queries.ts";
import { setDefaultSite } from "./set-default-site.ts";

let world: TestWorld;
let lumen: Planted;
let counter = 0;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`, { ready: false });
});

const operator = () => world.person("operator");
const own = () => world.person("merchant_admin", lumen.id);
const club = (over = {}) => ({
  merchantId: lumen.id,
  name: "Club",
  hosts: ["https://www.Club.example/join", "club.example", "bücher.example"],
  descriptors: ["LUMEN*CLUB", "lumen*club "],
  productionSiteId: "9D000000-AAAA",
  ...over,
});
const made = async (over = {}) => {
  const site = await createSite(operator(), club(over));
  if (!site.ok) throw new Error(site.reason);
  return site.value.id;
};
const auditOf = (action: string) =>
  inScope(world.system, async (tx) => {
    const rows = await tx.select().from(auditEntries).where(eq(auditEntries.merchantId, lumen.id));
    return rows.filter((row) => row.action === action);
  });
const configVersion = () =>
  inScope(world.system, async (tx) => {
    const [row] = await tx.select().from(configVersions).where(eq(configVersions.merchantId, lumen.id));
    return row?.version ?? 0;
  });

describe("adding a site", () => {
  test("keeps its hosts in normal form and its descriptors as written, each once", async () => {
    const before = await configVersion();
    const id = await made();
    expect(await getSite(own(), lumen.id, id)).toMatchObject({
      name: "Club",
      hosts: ["club.example", "xn--bcher-kva.example"],
      descriptors: ["LUMEN*CLUB"],
      sandboxSiteId: null,
      productionSiteId: "9d000000-aaaa",
      evaluateDeadlineMs: 8000,
      archived: false,
      isDefault: false,
      campaigns: [],
    });
    expect(await auditOf("site.create")).toHaveLength(2);
    expect(await configVersion()).toBeGreaterThan(before);
  });

  test.each([
    [{ hosts: ["not a host"] }, { reason: "HOST_INVALID", field: "hosts", value: "not a host" }],
    [{ hosts: ["www.club.example"] }, { reason: "HOST_TAKEN", field: "hosts", value: "club.example" }],
    [
      { hosts: ["x.example"], descriptors: ["Lumen*Club"] },
      { reason: "DESCRIPTOR_TAKEN", field: "descriptors", value: "LUMEN*CLUB" },
    ],
    [
      { hosts: ["x.example"], descriptors: [], sandboxSiteId: "9d000000-aaaa", productionSiteId: null },
      { reason: "SITE_ID_TAKEN", field: "sandboxSiteId", value: "9d000000-aaaa" },
    ],
  ])("names the field and who has what is taken: %j", async (over, refusal) => {
    await made();
    const before = await configVersion();
    const result = await createSite(operator(), club(over));
    expect(result).toMatchObject({ ok: false, ...refusal });
    if ("by" in result) expect(result.by.name).toBe("Club");
    expect(await configVersion()).toBe(before);
  });

  test("twice is one site, also at once", async () => {
    const both = await Promise.all([createSite(operator(), club()), createSite(operator(), club())]);
    expect(both.filter((done) => done.ok)).toHaveLength(1);
    expect(both.find((done) => !done.ok)).toMatchObject({ reason: "HOST_TAKEN" });
  });

  test("another merchant may have the same host: merchants do not see each other", async () => {
    await made();
    const other = await world.merchant(`Other ${counter}`, { ready: false });
    expect(await createSite(operator(), club({ merchantId: other.id }))).toMatchObject({ ok: true });
  });
});

describe("changing a site", () => {
  test("changes what is given and leaves the rest; the same again changes nothing", async () => {
    const siteId = await made();
    const change = { merchantId: lumen.id, siteId, name: "Club two", hosts: ["two.example", "club.example"] };
    expect(await editSite(own(), change)).toEqual({ ok: true, value: { changed: true } });
    expect(await editSite(own(), change)).toEqual({ ok: true, value: { changed: false } });
    expect(await getSite(own(), lumen.id, siteId)).toMatchObject({
      name: "Club two",
      hosts: ["two.example", "club.example"],
      descriptors: ["LUMEN*CLUB"],
      productionSiteId: "9d000000-aaaa",
    });
    expect(await auditOf("site.edit")).toHaveLength(1);
  });

  test("refuses another site's host", async () => {
    const siteId = await made();
    const taken = await editSite(own(), { merchantId: lumen.id, siteId, hosts: [lumen.host] });
    expect(taken).toMatchObject({ ok: false, reason: "HOST_TAKEN", by: { id: lumen.siteId } });
  });
});

describe("archiving a site", () => {
  test("is done once, ends its being the default, and frees its hosts for another site", async () => {
    const siteId = await made();
    const target = { merchantId: lumen.id, siteId };
    expect(await setDefaultSite(own(), target)).toEqual({ ok: true, value: { changed: true } });
    expect(await setDefaultSite(own(), target)).toEqual({ ok: true, value: { changed: false } });
    expect(await archiveSite(own(), target)).toEqual({ ok: true, value: { changed: true } });
    expect(await archiveSite(own(), target)).toEqual({ ok: true, value: { changed: false } });
    expect(await getSite(own(), lumen.id, siteId)).toMatchObject({ archived: true, isDefault: false });
    expect(await editSite(own(), { ...target, name: "Again" })).toMatchObject({ reason: "ARCHIVED" });
    expect(await setDefaultSite(own(), target)).toMatchObject({ reason: "ARCHIVED" });
    const heir = await made();
    expect((await getSite(own(), lumen.id, heir)).hosts).toContain("club.example");
    expect((await getSite(own(), lumen.id, siteId)).hosts).toEqual([]);
  });
});

describe("who may", () => {
  test("another tenant's merchant and site are not found", async () => {
    const siteId = await made();
    const other = await world.merchant(`Other ${counter}`, { ready: false });
    const stranger = world.person("merchant_admin", other.id);
    const target = { merchantId: lumen.id, siteId };
    await expect(createSite(stranger, club())).rejects.toThrow(NotFoundError);
    await expect(editSite(stranger, { ...target, name: "Mine" })).rejects.toThrow(NotFoundError);
    await expect(archiveSite(stranger, target)).rejects.toThrow(NotFoundError);
    await expect(setDefaultSite(stranger, target)).rejects.toThrow(NotFoundError);
    await expect(getSite(stranger, lumen.id, siteId)).rejects.toThrow(NotFoundError);
    await expect(editSite(own(), { merchantId: lumen.id, siteId: other.siteId })).rejects.toThrow(
      NotFoundError,
    );
    await expect(setDefaultSite(own(), { merchantId: lumen.id, siteId: other.siteId })).rejects.toThrow(
      NotFoundError,
    );
    expect(await listSites(stranger, lumen.id)).toEqual([]);
  });

  test.each(["viewer", "finance"] as const)("%s may only read", async (role) => {
    const target = { merchantId: lumen.id, siteId: lumen.siteId };
    const who = world.person(role);
    await expect(createSite(who, club())).rejects.toThrow(PermissionError);
    await expect(editSite(who, target)).rejects.toThrow(PermissionError);
    await expect(archiveSite(who, target)).rejects.toThrow(PermissionError);
    await expect(setDefaultSite(who, target)).rejects.toThrow(PermissionError);
    expect(await listSites(who, lumen.id)).toHaveLength(1);
  });
});
