import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditEntries } from "#db/schema/audit.ts";
import { partner } from "#db/schema/partner.ts";
import { openTestWorld, type Planted, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { userScope } from "#lib/access/open-scope.ts";
import { NotFoundError, PermissionError, StepUpError } from "#lib/kit/errors.ts";
import { createSite } from "#lib/sites/create-site.ts";
import { CHANNELS, PARTNER_TENANT } from "#lib/terms.ts";
import { listChangeRequests } from "./queries/list-change-requests.ts";
import { getMatrix, listSwitchChanges } from "./queries.ts";
import { setModes } from "./set-modes.ts";

let world: TestWorld;
let lumen: Planted;
let sites: string[];
let counter = 0;
const WHY = "Agents certified on the new script";

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  counter += 1;
  lumen = await world.merchant(`Lumen ${counter}`);
  const second = await createSite(world.system, {
    ...{ merchantId: lumen.id, name: "Second", hosts: [`second-${counter}.example`], descriptors: [] },
  });
  if (!second.ok) throw new Error(second.reason);
  sites = [lumen.siteId, second.value.id];
});

const admin = () => world.person("admin");
const asked = (over: object = {}) => ({
  merchantId: lumen.id,
  cells: sites.map((id) => ({ scope: "site" as const, id, channel: "mit" as const })),
  mode: "production" as const,
  reason: WHY,
  confirm: lumen.name,
  ...over,
});
const modes = async () => {
  const { merchant } = await getMatrix(world.system, lumen.id);
  return merchant.switches.map(({ scope, channel, mode }) => `${scope} ${channel} ${mode}`).sort();
};

test("many cells are one change: each with its line of history and its entry, and none of them twice", async () => {
  expect(await setModes(admin(), asked())).toEqual({ ok: true, value: { set: 2, refused: [] } });
  expect(await modes()).toEqual(["site mit production", "site mit production"]);
  expect((await listSwitchChanges(world.system, lumen.id)).map(({ setBy }) => setBy.version)).toEqual([2, 1]);
  expect(await setModes(admin(), asked())).toEqual({ ok: true, value: { set: 2, refused: [] } });
  const entries = await inScope(world.system, (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.merchantId, lumen.id)),
  );
  expect(entries.filter(({ action }) => action === "switch.set")).toHaveLength(2);
});

test("what cannot be set is told by its place, and the others are set", async () => {
  const raw = await world.merchant(`Raw ${counter}`, { ready: false });
  const cells = [
    { scope: "site" as const, id: raw.siteId, channel: "mit" as const },
    { scope: "merchant" as const, id: raw.id, channel: "mit" as const },
  ];
  const down = { ...asked({ merchantId: raw.id, cells }), mode: "off" as const };
  expect(await setModes(admin(), { ...down, mode: "sandbox" })).toMatchObject({
    value: { set: 0, refused: [{ index: 0, reason: "GATES_NOT_MET" }, { index: 1 }] },
  });
  expect(await setModes(admin(), down)).toMatchObject({ value: { set: 2, refused: [] } });
});

test("a cell is judged after those before it: where the default went down, a cell that inherits has nothing to go down from", async () => {
  const all = CHANNELS.slice(0, 1).flatMap((channel) => [
    { scope: "merchant" as const, id: lumen.id, channel },
    { scope: "site" as const, id: lumen.siteId, channel },
  ]);
  await setModes(admin(), asked({ cells: all.slice(0, 1) }));
  const changed = await setModes(admin(), asked({ cells: all, mode: "off", reason: "" }));
  expect(changed).toMatchObject({ value: { set: 0, refused: [{ index: 0 }, { index: 1 }] } });
  const quiet = await setModes(admin(), asked({ cells: all, mode: "off", reason: "Stop it" }));
  expect(quiet).toMatchObject({ value: { set: 2, refused: [] } });
});

test("whoever may not, has not proven who they are, or names another merchant's place changes nothing at all", async () => {
  const other = await world.merchant(`Other ${counter}`);
  const cells = [...asked().cells, { scope: "site" as const, id: other.siteId, channel: "mit" as const }];
  await expect(setModes(admin(), asked({ cells }))).rejects.toThrow(NotFoundError);
  await expect(setModes(world.person("viewer"), asked())).rejects.toThrow(PermissionError);
  await expect(setModes(world.person("merchant_admin", other.id), asked())).rejects.toThrow(NotFoundError);
  const unproven = userScope(
    { id: "usr_x", name: "Ana", role: "admin", merchantId: PARTNER_TENANT },
    { database: world.database, provenAt: null },
  );
  await expect(setModes(unproven, asked())).rejects.toThrow(StepUpError);
  expect(await modes()).toEqual([]);
});

test("where a second person decides, all of them are asked for in one request", async () => {
  const policy = (approvalPolicy: "none" | "second_person") =>
    inScope(world.system, (tx) => tx.update(partner).set({ approvalPolicy }));
  await policy("second_person");
  expect(await setModes(admin(), asked())).toMatchObject({
    value: { set: 0, refused: [{ index: 0, reason: "NEEDS_APPROVAL" }, { index: 1 }] },
  });
  await policy("none");
  const requests = await listChangeRequests(world.system, { merchantId: lumen.id });
  expect(requests).toMatchObject([{ state: "in_review", items: [{ id: sites[0] }, { id: sites[1] }] }]);
  expect(await modes()).toEqual([]);
});
