import { expect, test } from "vitest";
import { webhookLines } from "./webhook-lines.ts";

const reader = { zone: "America/New_York", now: "2026-11-20T14:30:00Z" };
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 14, 0, second));
const notice = (id: string, second: number, state: "applied" | "duplicate" | "ignored") => ({
  id,
  receivedAt: at(second),
  event: "order.completed",
  state,
  cause: state === "ignored" ? "ENDED_OTHERWISE" : null,
});

test("a notice that came three times is one line, and leads to the first", () => {
  const notices = [
    notice("ntc_1", 1, "applied"),
    notice("ntc_2", 5, "duplicate"),
    notice("ntc_3", 9, "duplicate"),
  ];
  const lines = webhookLines(
    { notices, deliveries: [] },
    "mer_1",
    "/production/m/mer_1/developers/webhooks",
    reader,
  );
  expect(lines).toMatchObject([
    {
      id: "ntc_1",
      time: "09:00:01",
      aside: "received 3 times",
      href: "/production/m/mer_1/developers/webhooks/in?period=all&open=mer_1.ntc_1",
    },
  ]);
});

test("a notice against the end says why, and without the right to open it there is no link", () => {
  const [line] = webhookLines(
    { notices: [notice("ntc_1", 1, "ignored")], deliveries: [] },
    "mer_1",
    null,
    reader,
  );
  expect(line).toMatchObject({
    href: null,
    detail: "Ignored: the order had ended otherwise; it is flagged, and the first end stands.",
  });
});

test("a delivery says how it stands: answered, tried again, or given up", () => {
  const told = { event: "order.completed", url: "https://hooks.example/x", createdAt: at(2), nextAt: null };
  const deliveries = [
    { ...told, id: "dlv_1", state: "delivered" as const, attempts: 2, lastStatus: 200, lastError: null },
    { ...told, id: "dlv_2", state: "pending" as const, attempts: 3, lastStatus: 503, lastError: "STATUS" },
    { ...told, id: "dlv_3", state: "dead" as const, attempts: 10, lastStatus: null, lastError: "TIMEOUT" },
    { ...told, id: "dlv_4", state: "pending" as const, attempts: 0, lastStatus: null, lastError: null },
  ];
  expect(webhookLines({ notices: [], deliveries }, "mer_1", null, reader).map(({ aside }) => aside)).toEqual([
    "answered 200, attempt 2",
    "attempt 3: service unavailable",
    "given up after 10 attempts",
    "waits to be sent",
  ]);
});
