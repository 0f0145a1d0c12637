import type { Reason } from "#lib/terms.ts";
import type { DecidedBy, DecisionFlag } from "../schema.ts";

/** What one check found; a `reason` stops the order here. */
export type Finding = {
  value: string;
  at?: string | null;
  decidedBy: DecidedBy;
  flags?: DecisionFlag[];
  reason?: Reason;
};
