import { z } from "zod";
import { inScope } from "#lib/access/in-scope.ts";
import type { Scope } from "#lib/access/open-scope.ts";
import { PermissionError } from "#lib/kit/errors.ts";
import { ok, type Result, refuse } from "#lib/kit/result.ts";
import {
  type ActivationPolicy,
  CHANNELS,
  SETTABLE_MODES,
  type SettableMode,
  SWITCH_SCOPES,
} from "#lib/terms.ts";
import { type ConflictingCell, REASON_MIN } from "./errors.ts";
import { mayBeLetPass } from "./internal/checklist-gate.ts";
import { conflictingCells } from "./internal/conflicting-cells.ts";
import { isArchived, openGates } from "./internal/judge-mode.ts";
import { loadMerchants, loadPartner } from "./internal/load-config.ts";
import { openRequest, type Wish } from "./internal/open-request.ts";
import { lockSwitchSet, ownerOf } from "./internal/switch-set.ts";
import type { Cell } from "./internal/write-mode.ts";
import { cellState, changeEffect, isRaise } from "./rules.ts";
import type { Gate, MerchantConfig } from "./schema.ts";

const CELLS_MAX = 1_500;

export const requestChangeInput = z.object({
  merchantId: z.string().min(1),
  cells: z
    .array(
      z.object({
        scope: z.enum(SWITCH_SCOPES),
        id: z.string().min(1),
        channel: z.enum(CHANNELS),
        mode: z.enum(SETTABLE_MODES),
      }),
    )
    .min(1)
    .max(CELLS_MAX),
  reason: z.string().trim().max(500),
  /** The switch set's number that the asker saw. */
  version: z.number().int().nonnegative().optional(),
  /** When it takes effect, once approved; absent: at once. */
  scheduledFor: z.coerce.date().nullish(),
});
export type RequestChangeInput = z.input<typeof requestChangeInput>;

export type RequestChangeRefusal =
  | { reason: "REASON_REQUIRED"; min: number }
  | { reason: "NOT_ALLOWED"; policy: ActivationPolicy }
  | { reason: "OBSERVED" | "TIME_PAST" | "NOTHING_GOES_UP" }
  /** Which of the cells cannot go up yet, and why; ask for the others without them. */
  | { reason: "BLOCKED"; cells: (Cell & { archived: boolean; missing: Gate[] })[] }
  /** Of these cells some were set since the asker saw them. */
  | { reason: "VERSION_CONFLICT"; version: number; baseVersion: number; cells: ConflictingCell[] };

/**
 * Asks that cells go up, together, for a second person to decide (product.md §4). Staff who may switch up ask for any
 * merchant; a merchant's administrators for their own, as its activation policy lets them. An open checklist holds no
 * request, because its approver may let it pass in writing; every other gate does. Nothing is switched here.
 */
export async function requestChange(
  scope: Scope,
  input: RequestChangeInput,
): Promise<Result<{ changeRequestId: string }, RequestChangeRefusal>> {
  const asked = requestChangeInput.parse(input);
  const { merchantId, reason } = asked;
  if (!scope.permissions.has("switches.up") && !scope.permissions.has("switches.request")) {
    throw new PermissionError("switches.request");
  }
  return inScope(scope, async (tx) => {
    await ownerOf(tx, "merchant", merchantId);
    const version = await lockSwitchSet(tx, merchantId);
    const [merchant] = await loadMerchants(tx, [merchantId]);
    const partner = await loadPartner(tx);
    const { activationPolicy: policy } = merchant!;
    if (!scope.permissions.has("switches.up") && policy === "partner_only") {
      return refuse({ reason: "NOT_ALLOWED", policy });
    }
    if (merchant!.observed) return refuse({ reason: "OBSERVED" });
    if (reason.length < REASON_MIN.production) {
      return refuse({ reason: "REASON_REQUIRED", min: REASON_MIN.production });
    }
    const saw = asked.version ?? version;
    const world = { partner, merchant: merchant! };
    const meanwhile = saw === version ? [] : await conflictingCells(tx, world, saw, asked.cells);
    if (meanwhile.length > 0) {
      return refuse({ reason: "VERSION_CONFLICT", version, baseVersion: saw, cells: meanwhile });
    }
    if (asked.scheduledFor && asked.scheduledFor <= scope.clock.now()) return refuse({ reason: "TIME_PAST" });
    for (const { scope: place, id } of asked.cells) await ownerOf(tx, place, id, merchantId);
    const explicit = (cell: Cell): SettableMode =>
      cellState(partner, merchant!, cell.scope, cell.id, cell.channel).explicit?.mode ?? "inherit";
    const cells = distinct(asked.cells)
      .map((cell) => ({ ...cell, before: explicit(cell) }))
      .filter((cell) => cell.before !== cell.mode);
    if (!cells.some((cell) => goesUp(merchant!, cell))) return refuse({ reason: "NOTHING_GOES_UP" });
    const blocked = cells.flatMap((cell) => blockOf(merchant!, cell));
    if (blocked.length > 0) return refuse({ reason: "BLOCKED", cells: blocked });
    const wish: Wish = { baseVersion: version, cells, reason, scheduledFor: asked.scheduledFor ?? null };
    return ok({ changeRequestId: await openRequest(tx, scope, merchant!, wish) });
  });
}

function goesUp(merchant: MerchantConfig, cell: Cell): boolean {
  const { before, after } = changeEffect(merchant, cell.scope, cell.id, cell.channel, cell.mode);
  return isRaise(before, after) || (cell.mode === after && after !== "off");
}

function blockOf(merchant: MerchantConfig, cell: Cell) {
  const { after } = changeEffect(merchant, cell.scope, cell.id, cell.channel, cell.mode);
  const archived = isArchived(merchant, cell.scope, cell.id);
  const missing = goesUp(merchant, cell) ? openGates(merchant, cell.channel, after) : [];
  const { scope, id, channel, mode } = cell;
  return archived || !missing.every(mayBeLetPass) ? [{ scope, id, channel, mode, archived, missing }] : [];
}

/** One wish for each cell: the last. */
function distinct(cells: Cell[]): Cell[] {
  return [...new Map(cells.map((cell) => [`${cell.scope}|${cell.id}|${cell.channel}`, cell])).values()];
}
