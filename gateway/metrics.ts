import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { callMetrics } from "#lib/flexcharge/call-metrics.ts";

export type Metrics = ReturnType<typeof createMetrics>;

/** What /metrics tells; labels are closed lists, never ids. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    collectProcess: () => collectDefaultMetrics({ register: registry }),
    onCall: callMetrics(registry),
    requests: new Histogram({
      name: "gateway_request_seconds",
      help: "Time from the request to its answer",
      labelNames: ["route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 8],
      registers,
    }),
    decisions: new Counter({
      name: "gateway_evaluate_total",
      help: "Evaluates by what became of them",
      labelNames: ["environment", "channel", "state", "reason"],
      registers,
    }),
    refusals: new Counter({
      name: "gateway_refused_total",
      help: "Requests refused before any work",
      labelNames: ["why"],
      registers,
    }),
    notices: new Counter({
      name: "gateway_notices_total",
      help: "Webhooks of FlexCharge by what the door made of them",
      labelNames: ["result"],
      registers,
    }),
    callsNotLogged: new Counter({
      name: "gateway_calls_not_logged_total",
      help: "Calls that the console's log does not hold, because more came than it takes",
      registers,
    }),
    inFlight: new Gauge({ name: "gateway_in_flight", help: "Requests under way", registers }),
  };
}
