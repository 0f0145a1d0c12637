import { inArray } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { merchants } from "#db/schema/merchants.ts";
import { users } from "#db/schema/people.ts";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { inScope } from "#lib/access/in-scope.ts";
import { NotFoundError, PermissionError } from "#lib/kit/errors.ts";
import { setActivationOwners } from "./set-activation-owners.ts";

let world: TestWorld;
let ids: string[];
beforeAll(async () => {
  world = await openTestWorld();
  ids = [
    (await world.merchant("One", { ready: false })).id,
    (await world.merchant("Two", { ready: false })).id,
  ];
  const person = { email: "", name: "Somebody", passwordHash: "-" };
  await inScope(world.system, (tx) =>
    tx.insert(users).values([
      { ...person, id: "usr_staff", email: "a@x.example", merchantId: "partner", role: "operator" },
      { ...person, id: "usr_of_one", email: "b@x.example", merchantId: ids[0]!, role: "merchant_admin" },
    ]),
  );
});
afterAll(() => world.close());

const owners = async () => {
  const rows = await inScope(world.system, (tx) =>
    tx.select().from(merchants).where(inArray(merchants.id, ids)).orderBy(merchants.name),
  );
  return rows.map(({ activationOwnerId }) => activationOwnerId);
};

test("several merchants get an owner at once; again changes nothing", async () => {
  const admin = world.person("admin");
  const ask = { merchantIds: [...ids, ids[0]!], userId: "usr_staff" };
  expect(await setActivationOwners(admin, ask)).toMatchObject({ value: { changed: 2, same: 0, refused: 0 } });
  expect(await owners()).toEqual(["usr_staff", "usr_staff"]);
  expect(await setActivationOwners(admin, ask)).toMatchObject({ value: { changed: 0, same: 2, refused: 0 } });
});

test("a merchant's own person can own theirs alone: the others keep their owner and are counted", async () => {
  const done = await setActivationOwners(world.person("admin"), { merchantIds: ids, userId: "usr_of_one" });
  expect(done).toMatchObject({ value: { changed: 1, same: 0, refused: 1 } });
  expect(await owners()).toEqual(["usr_of_one", "usr_staff"]);
});

test("with one unknown merchant nothing changes, and who may not change merchants is refused", async () => {
  const before = await owners();
  const ask = { merchantIds: [...ids, "mer_none"], userId: null };
  await expect(setActivationOwners(world.person("admin"), ask)).rejects.toThrow(NotFoundError);
  for (const scope of [world.person("viewer"), world.person("merchant_admin", ids[0]!)])
    await expect(setActivationOwners(scope, { merchantIds: ids, userId: null })).rejects.toThrow(
      PermissionError,
    );
  expect(await owners()).toEqual(before);
});
