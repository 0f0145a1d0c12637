import { Counter, Histogram, type Registry } from "prom-client";
import type { EndedCall } from "./schema.ts";

/** Counters of calls to FlexCharge by how they ended (`CallResult.kind`); give the answer to the client as `onCall`. */
export function callMetrics(registry: Registry): (ended: EndedCall) => void {
  const registers = [registry];
  const calls = new Counter({
    name: "flexcharge_calls_total",
    help: "Calls to FlexCharge by how they ended",
    labelNames: ["call", "environment", "result"],
    registers,
  });
  const seconds = new Histogram({
    name: "flexcharge_call_seconds",
    help: "Time of a call to FlexCharge, its token included",
    labelNames: ["call"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8, 15, 30],
    registers,
  });
  return ({ name, environment, kind, ms }) => {
    calls.inc({ call: name, environment, result: kind });
    seconds.observe({ call: name }, ms / 1000);
  };
}
