import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { merchants } from "#db/schema/merchants.ts";
import { bulkImportRows, bulkImports } from "#db/schema/onboarding.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { createCampaign } from "#lib/sites/create-campaign.ts";
import { listSites } from "#lib/sites/queries.ts";
import { applyImports } from "./apply-imports.ts";
import { beginImport } from "./begin-import.ts";
import { cancelImport } from "./cancel-import.ts";
import { confirmImport } from "./confirm-import.ts";
import { expireImports } from "./expire-imports.ts";
import { exportImportErrors } from "./export-import-errors.ts";
import { getImport } from "./queries/list-imports.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
  await inScope(world.system, (tx) =>
    tx.insert(users).values({
      ...{ id: "usr_operator", merchantId: "partner", email: "mei@x.example", name: "Mei" },
      ...{ role: "operator", passwordHash: "-" },
    }),
  );
});
afterAll(() => world.close());

const HEAD = "merchant,merchant_id,integration,currency,site,hosts,descriptors\n";

/** In pieces of a few bytes, as a slow network brings them. */
async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
}

const look = (text: string) =>
  beginImport(world.person("operator"), { fileName: "list.csv", chunks: pieces(text) });
async function looked(text: string): Promise<string> {
  const begun = await look(text);
  if (!begun.ok) throw new Error(begun.reason);
  return begun.value.importId;
}
async function carriedOut(text: string): Promise<string> {
  const importId = await looked(text);
  await confirmImport(world.person("operator"), { importId });
  while ((await applyImports(world.system)) > 0);
  return importId;
}
const read = (importId: string) => getImport(world.person("operator"), importId, "all");
const named = (name: string) =>
  inScope(world.system, (tx) => tx.select().from(merchants).where(eq(merchants.name, name)));

test("a file is looked through without changing anything, and then adds merchants with their sites", async () => {
  const file = `\uFEFF${HEAD}Ärger & Söhne,,standard_cit,EUR,Shop,https://www.Aerger.example/start,AERGER; AERGER*SHOP\nÄrger & Söhne,,,,Outlet,outlet.aerger.example,\n`;
  const importId = await looked(file);
  expect((await read(importId)).head).toMatchObject({ state: "previewed", rows: 2, creates: 2, errors: 0 });
  expect(await named("Ärger & Söhne")).toEqual([]);

  await confirmImport(world.person("operator"), { importId });
  expect(await applyImports(world.system)).toBe(2);
  const [merchant] = await named("Ärger & Söhne");
  const sites = await listSites(world.system, merchant!.id);
  expect(sites.map(({ name, hosts, descriptors }) => ({ name, hosts, descriptors }))).toEqual([
    { name: "Shop", hosts: ["aerger.example"], descriptors: ["AERGER", "AERGER*SHOP"] },
    { name: "Outlet", hosts: ["outlet.aerger.example"], descriptors: [] },
  ]);
  expect((await read(importId)).head).toMatchObject({ state: "done", done: 2 });
  const entries = await inScope(world.system, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.merchantId, merchant!.id)),
  );
  expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual([
    ["merchant.create", "usr_operator"],
    ["site.create", "usr_operator"],
    ["site.create", "usr_operator"],
  ]);
});

test("the same file again changes nothing, a changed one exactly what is different", async () => {
  const file = `${HEAD}Twice,,standard_cit,EUR,Shop,twice.example,TWICE\n`;
  await carriedOut(file);
  const again = await carriedOut(file);
  expect((await read(again)).head).toMatchObject({ state: "done", creates: 0, changes: 0, same: 1 });
  expect(await named("Twice")).toHaveLength(1);

  const changed = await carriedOut(`${HEAD}TWICE,,partner_backend,,New shop,twice.example,\n`);
  expect((await read(changed)).lines[0]).toMatchObject({
    action: "change",
    diff: {
      integration: { before: "standard_cit", after: "partner_backend" },
      site: { before: "Shop", after: "New shop" },
    },
    isDone: true,
  });
  const [merchant] = await named("Twice");
  expect(merchant).toMatchObject({ integration: "partner_backend", currency: "EUR" });
  expect(await listSites(world.system, merchant!.id)).toMatchObject([
    { name: "New shop", descriptors: ["TWICE"] },
  ]);
});

test("broken rows say what is wrong by column, are left out, and can be downloaded", async () => {
  const importId = await carriedOut(
    `${HEAD}Good,,standard_cit,USD,,,\n,,standard_cit,USD,,,\nNew one,,,XXX,Shop,not a host!,\nGood,,,,A,same.example,\nGood,,,,B,same.example,\n=cmd|' /C calc'!A0,,nonsense,USD,,,\n`,
  );
  const { head, lines } = await read(importId);
  expect(head).toMatchObject({ state: "done", creates: 2, errors: 4, done: 2 });
  expect(
    lines.filter(({ action }) => action === "error").map(({ number, errors }) => [number, errors]),
  ).toEqual([
    [2, { merchant: "A name is needed" }],
    [3, { currency: "Not a currency, for example USD", hosts: "host! is no web host" }],
    [5, { hosts: "Row 4 has this host already" }],
    [6, { integration: expect.stringMatching(/^One of standard_cit, /) }],
  ]);
  const file = await exportImportErrors(world.person("operator"), importId);
  let text = "";
  for await (const line of file.lines) text += line;
  expect(text.split("\r\n")).toHaveLength(6);
  expect(text).toContain(",5,hosts: Row 4 has this host already");
  expect(text).toContain("'=cmd|");
});

test("a row that is refused when its turn comes leaves nothing of itself behind", async () => {
  const half = await world.merchant("Half", { ready: false });
  const campaign = { merchantId: half.id, siteId: half.siteId, externalId: "autumn", name: "Autumn" };
  await createCampaign(world.system, { ...campaign, kind: "web", descriptor: "HALF*AUTUMN" });
  const importId = await carriedOut(
    `${HEAD}Half,,standard_cit,EUR,Second,second.example,HALF*AUTUMN\nHalf,,,,Third,third.example,\n`,
  );
  const { head, failed, lines } = await read(importId);
  expect(head).toMatchObject({ state: "done", done: 2 });
  expect(failed).toBe(1);
  expect(lines[0]).toMatchObject({ failure: "HALF*AUTUMN belongs to Half", isDone: false });
  expect(await named("Half")).toMatchObject([{ integration: "partner_backend", currency: "USD" }]);
  expect((await listSites(world.system, half.id)).map(({ name }) => name)).toEqual(["Half", "Third"]);
});

test("a file whose cells are parted by semicolons is read as well", async () => {
  const importId = await looked(
    "Merchant;Integration;Currency;Hosts;Descriptors\nSemi;standard_cit;USD;semi.example;A|B\n",
  );
  expect((await read(importId)).lines).toMatchObject([
    { action: "create", diff: { descriptors: { before: null, after: "A; B" } } },
  ]);
});

test("what is no CSV, has no column of merchants or no rows is refused and leaves nothing behind", async () => {
  expect(await look("")).toMatchObject({ ok: false, reason: "NO_ROWS" });
  expect(await look(HEAD)).toMatchObject({ ok: false, reason: "NO_ROWS" });
  expect(await look("name,currency\nA,USD\n")).toMatchObject({
    reason: "MISSING_COLUMNS",
    missing: ["merchant"],
  });
  expect(await look(`${HEAD}"never closed,,\n`)).toMatchObject({ ok: false, reason: "NOT_CSV" });
  expect(await look(`${HEAD}${"x".repeat(30_000)}\n`)).toMatchObject({ ok: false, reason: "NOT_CSV" });
});

test("a cancelled import carries out no further row, and cannot be confirmed again", async () => {
  const importId = await looked(`${HEAD}Never,,standard_cit,USD,,,\n`);
  const operator = world.person("operator");
  expect(await cancelImport(operator, { importId })).toEqual({ ok: true, value: { changed: true, done: 0 } });
  expect(await cancelImport(operator, { importId })).toEqual({
    ok: true,
    value: { changed: false, done: 0 },
  });
  expect(await confirmImport(operator, { importId })).toMatchObject({
    reason: "WRONG_STATE",
    state: "cancelled",
  });
  expect(await applyImports(world.system)).toBe(0);
  expect(await named("Never")).toEqual([]);
});

test("confirmed twice runs once", async () => {
  const importId = await looked(`${HEAD}Once,,standard_cit,USD,,,\n`);
  const operator = world.person("operator");
  expect(await confirmImport(operator, { importId })).toMatchObject({ value: { changed: true } });
  expect(await confirmImport(operator, { importId })).toMatchObject({ value: { changed: false } });
  await applyImports(world.system);
  expect(await named("Once")).toHaveLength(1);
});

test("two workers at once carry out each row once, and a merchant's rows in the file's order", async () => {
  const shops = ["North", "South", "East", "West"].flatMap((name) =>
    [1, 2, 3, 4].map(
      (shop) => `${name},,standard_cit,USD,Shop ${shop},${name}-${shop}.example,${name}*${shop}`,
    ),
  );
  const importId = await looked(`${HEAD}${shops.join("\n")}\n`);
  await confirmImport(world.person("operator"), { importId });
  await Promise.all([applyImports(world.system), applyImports(world.system)]);
  expect(await read(importId)).toMatchObject({ head: { state: "done", done: 16 }, failed: 0 });
  const [east, ...others] = await named("East");
  expect(others).toEqual([]);
  expect((await listSites(world.system, east!.id)).map(({ name }) => name)).toEqual([
    ...["Shop 1", "Shop 2", "Shop 3", "Shop 4"],
  ]);
});

test("a row that renames a merchant by its id is done before the next row calls it by the new name", async () => {
  const old = await world.merchant("Old name", { ready: false });
  const importId = await carriedOut(
    `${HEAD}New name,${old.id},,,,,\nNEW NAME,,standard_cit,USD,Shop,new-name.example,\n`,
  );
  expect(await read(importId)).toMatchObject({ head: { state: "done", done: 2 }, failed: 0 });
  expect((await named("New name")).map(({ id }) => id)).toEqual([old.id]);
  expect(await named("NEW NAME")).toEqual([]);
});

test("a file whose reader ended in the middle is given up after an hour, with its reason; a younger one goes on", async () => {
  const reading = async (id: string, minutes: number) => {
    const createdAt = new Date(Date.now() - minutes * 60_000);
    const own = { merchantId: "partner", importId: id };
    await inScope(world.system, async (tx) => {
      await tx.insert(bulkImports).values({
        ...{ merchantId: "partner", id, fileName: "half.csv", state: "reading", createdAt },
        ...{ byId: "usr_operator", byName: "Mei" },
      });
      await tx
        .insert(bulkImportRows)
        .values({ ...own, row: 1, data: { merchant: "Half" }, action: "create" });
    });
  };
  await reading("imp_interrupted", 61);
  await reading("imp_reading", 59);
  expect(await expireImports(world.system)).toBe(1);
  expect(await expireImports(world.system)).toBe(0);
  expect(await read("imp_interrupted")).toMatchObject({
    head: { state: "failed", cause: "Reading the file was interrupted; send it again" },
    lines: [],
  });
  expect(await read("imp_reading")).toMatchObject({ head: { state: "reading" }, lines: [{ number: 1 }] });
  expect(await confirmImport(world.person("operator"), { importId: "imp_interrupted" })).toMatchObject({
    reason: "WRONG_STATE",
  });
});

test("the one who confirmed must still be there when it runs", async () => {
  const importId = await looked(`${HEAD}Orphan,,standard_cit,USD,,,\n`);
  await confirmImport(world.person("operator"), { importId });
  const disable = (disabledAt: Date | null) =>
    inScope(world.system, (tx) =>
      tx
        .update(users)
        .set({ disabledAt })
        .where(and(eq(users.id, "usr_operator"))),
    );
  await disable(new Date());
  await applyImports(world.system);
  await disable(null);
  expect((await read(importId)).head).toMatchObject({
    state: "failed",
    cause: expect.stringMatching(/sign in/),
  });
  expect(await named("Orphan")).toEqual([]);
});

test("viewers and merchants' people can neither send, see nor confirm an import", async () => {
  const importId = await looked(`${HEAD}Mine,,standard_cit,USD,,,\n`);
  for (const scope of [world.person("viewer"), world.person("merchant_admin", "mer_other")]) {
    await expect(beginImport(scope, { fileName: "a.csv", chunks: pieces(HEAD) })).rejects.toThrow(
      PermissionError,
    );
    await expect(getImport(scope, importId, "all")).rejects.toThrow(PermissionError);
    await expect(confirmImport(scope, { importId })).rejects.toThrow(PermissionError);
    await expect(cancelImport(scope, { importId })).rejects.toThrow(PermissionError);
  }
  await expect(confirmImport(world.person("operator"), { importId: "imp_none" })).rejects.toThrow(
    NotFoundError,
  );
});
