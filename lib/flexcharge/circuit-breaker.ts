import type { Environment } from "#lib/terms.ts";

export type BreakerLimits = {
  /** Failures in a row that open it. */
  failuresMax: number;
  /** First pause; doubled after each probe that fails. */
  pauseMs: number;
  pauseMsMax: number;
};

export type CircuitBreaker = {
  /** False: fail at once, nothing was sent. After the pause, one caller at a time is let through as a probe. */
  admits(merchantId: string, environment: Environment): boolean;
  /** `neutral`: the caller itself gave up, which says nothing about the other side. */
  note(merchantId: string, environment: Environment, outcome: "healthy" | "failed" | "neutral"): void;
};

type Circuit = { failures: number; pauseMs: number; openUntilMs: number | null; probing: boolean };

/** One circuit per merchant and environment (P23): one account's trouble never holds up another's orders. */
export function createCircuitBreaker(limits: BreakerLimits, nowMs: () => number): CircuitBreaker {
  // Only circuits that have failed lately are kept.
  const circuits = new Map<string, Circuit>();
  return {
    admits(merchantId, environment) {
      const circuit = circuits.get(`${environment}|${merchantId}`);
      if (!circuit || circuit.openUntilMs === null) return true;
      if (circuit.probing || nowMs() < circuit.openUntilMs) return false;
      circuit.probing = true;
      return true;
    },
    note(merchantId, environment, outcome) {
      const key = `${environment}|${merchantId}`;
      if (outcome === "healthy") {
        circuits.delete(key);
        return;
      }
      const circuit = circuits.get(key);
      if (outcome === "neutral") {
        if (circuit) circuit.probing = false;
        return;
      }
      const next = circuit ?? { failures: 0, pauseMs: limits.pauseMs, openUntilMs: null, probing: false };
      next.failures += 1;
      if (next.probing) next.pauseMs = Math.min(next.pauseMs * 2, limits.pauseMsMax);
      if (next.probing || (next.openUntilMs === null && next.failures >= limits.failuresMax)) {
        next.openUntilMs = nowMs() + next.pauseMs;
      }
      next.probing = false;
      circuits.set(key, next);
    },
  };
}
