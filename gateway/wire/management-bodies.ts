import { backfillInput } from "#lib/orders/schema.ts";
import { setKillSwitchInput, setModeInput } from "#lib/switching/schema.ts";
import { id, text } from "./fields.ts";

const reason = text().max(500);

/** The body of PUT /api/v1/switches (contract.md). */
export const switchBody = setModeInput
  .omit({ confirm: true })
  .extend({ id: id(), merchantId: id().optional(), reason });

/** The body of PUT /api/v1/kill-switch (contract.md). */
export const killSwitchBody = setKillSwitchInput
  .extend({ id: id().optional(), merchantId: id().optional(), reason })
  .refine((body) => body.scope === "partner" || body.id !== undefined, { path: ["id"] });

/** The body of POST /api/v1/backfill (contract.md). */
export const backfillBody = backfillInput.extend({ merchantId: id() });
