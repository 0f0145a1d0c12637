import { expect, test } from "vitest";
import type { Order } from "#lib/orders/queries.ts";
import type { OrderEvent } from "#lib/orders/schema.ts";
import { eventWords } from "./event-words.tsx";

const reader = { zone: "America/New_York", now: "2026-11-20T12:00:00Z" };
const wordsOf = (event: OrderEvent) => eventWords(event, {} as Order, reader);

test("what a checkout told of its payment afterwards stands in the order's history in its own word", () => {
  const data = { attempt: 1, transmitId: "0a0b", outcome: "shipped" };
  const at = "2026-11-20T11:00:00Z";
  expect(wordsOf({ id: "evt_1", at, type: "transmit.outcome", data })).toMatchObject({
    title: "The checkout told what became of the payment",
    aside: "“shipped”",
  });
});

test("an event that this version does not know is named, never dropped", () => {
  const event = { id: "evt_1", at: "2026-11-20T11:00:00Z", type: "future.thing", data: { attempt: 1 } };
  expect(wordsOf(event as unknown as OrderEvent)).toMatchObject({ title: "future thing" });
});
