import { expect, test } from "vitest";
import { callFilter, logFiltersSet, logsHref, logsView } from "./logs-view.ts";

test("the address of a log says all that it shows, and reads back the same", () => {
  const view = logsView({
    period: "7d",
    q: " /v1/orders ",
    method: "GET,PATCH",
    route: "order,nothing",
    result: "failed,refused",
    merchant: "mer_1",
    open: "mer_1.call_2",
  });
  expect(view).toEqual({
    period: "7d",
    q: "/v1/orders",
    method: ["GET"],
    route: ["order"],
    result: ["refused", "failed"],
    merchant: "mer_1",
    after: null,
    open: { merchantId: "mer_1", id: "call_2" },
  });
  const href = logsHref("/logs", view, { open: view.open });
  expect(logsView(Object.fromEntries(new URL(href, "https://x.example").searchParams))).toEqual(view);
  expect(logFiltersSet(view)).toBe(5);
});

test("a change forgets the page and the open call; nothing set is the bare address", () => {
  const view = logsView({ after: "call_9", open: "mer_1.call_2" });
  expect(logsHref("/logs", view)).toBe("/logs");
  expect(logsHref("/logs", view, { after: "call_9" })).toBe("/logs?after=call_9");
  const where = { environment: "sandbox" as const };
  const filter = callFilter({ ...view, merchant: "mer_2" }, where, new Date("2026-11-20T14:00:00Z"));
  expect(filter).toMatchObject({
    merchantId: "mer_2",
    text: undefined,
    from: new Date("2026-11-19T14:00:00Z"),
  });
  // On a merchant's own page the address chooses no other.
  expect(
    callFilter({ ...view, merchant: "mer_2" }, { ...where, merchantId: "mer_1" }, new Date()).merchantId,
  ).toBe("mer_1");
});
