import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestWorld, type TestWorld } from "#db/testing/partner-world.ts";
import { NotFoundError } from "#lib/kit/errors.ts";
import { deleteView } from "./delete-view.ts";
import { listViews } from "./queries/list-views.ts";
import { renameView } from "./rename-view.ts";
import { saveView } from "./save-view.ts";

let world: TestWorld;
beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(() => world.close());

const view = { page: "merchants", name: "Mine", query: "?view=ours" } as const;

test("a person's view is theirs alone: a colleague neither sees, renames nor deletes it", async () => {
  const [me, colleague] = [world.person("operator"), world.person("admin")];
  const saved = await saveView(me, view);
  if (!saved.ok) throw new Error(saved.reason);
  const { id } = saved.value;
  expect(await listViews(me, "merchants")).toEqual([{ id, name: "Mine", query: "?view=ours" }]);
  for (const other of [colleague, world.person("merchant_admin", "mer_other")]) {
    expect(await listViews(other, "merchants")).toEqual([]);
    await expect(renameView(other, { viewId: id, name: "Yours" })).rejects.toThrow(NotFoundError);
    expect(await deleteView(other, { viewId: id })).toEqual({ ok: true, value: { changed: false } });
  }
  expect(await listViews(me, "merchants")).toHaveLength(1);
});

test("a name is taken once; the same view again is the same; renaming and deleting twice changes once", async () => {
  const me = world.person("operator");
  const first = await saveView(me, { ...view, name: "A" });
  expect(await saveView(me, { ...view, name: "A" })).toEqual(first);
  expect(await saveView(me, { ...view, name: "A", query: "?view=live" })).toMatchObject({
    reason: "NAME_TAKEN",
  });
  const second = await saveView(me, { ...view, name: "B" });
  if (!second.ok) throw new Error(second.reason);
  const viewId = second.value.id;
  expect(await renameView(me, { viewId, name: "A" })).toMatchObject({ reason: "NAME_TAKEN" });
  expect(await renameView(me, { viewId, name: "C" })).toMatchObject({ value: { changed: true } });
  expect(await renameView(me, { viewId, name: "C" })).toMatchObject({ value: { changed: false } });
  expect(await deleteView(me, { viewId })).toMatchObject({ value: { changed: true } });
  expect(await deleteView(me, { viewId })).toMatchObject({ value: { changed: false } });
});
