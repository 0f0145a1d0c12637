import type { Reader } from "#components/switching/cell-words.ts";
import type { OriginStep } from "#components/switching/mode-origin.tsx";
import { when } from "#components/switching/when.ts";
import { killChannelName, MODE_NAMES, MODE_SHAPES, SCOPE_NAMES } from "#components/switching/words.ts";
import { campaignConfig } from "#lib/switching/rules.ts";
import type { KillRow } from "#lib/switching/schema.ts";
import type { SwitchScope } from "#lib/terms.ts";
import type { CellRef, MatrixCells } from "./matrix-cells.ts";

/** From the cell's followers up to the kill switch, most specific first; the level that decides is marked. */
export function originSteps(cells: MatrixCells, ref: CellRef, reader: Reader): OriginStep[] {
  const cell = cells.cell(ref);
  const isStopped = cell.stoppedBy !== null;
  const steps: OriginStep[] = [];
  const followers = followersBelow(cells, ref);
  if (followers) {
    steps.push({ key: "below", shape: "dot", title: followers, aside: "inherit", decides: false, lines: [] });
  }
  for (const { scope, id } of chain(cells, ref)) {
    const own = cells.cell({ scope, id, channel: ref.channel });
    const row = own.explicit;
    const decides = !isStopped && cell.decidedBy === scope;
    const isDefault = scope === "merchant" && !row;
    steps.push({
      key: scope,
      shape: row || isDefault ? MODE_SHAPES[own.effective] : "dot",
      title: row || isDefault ? `${SCOPE_NAMES[scope]}: ${MODE_NAMES[own.effective]}` : SCOPE_NAMES[scope],
      aside: row ? undefined : isDefault ? "default" : "inherit",
      decides: decides || (isDefault && !isStopped && cell.decidedBy === "default"),
      lines: row
        ? [`${row.setBy.name}, ${when(row.setBy.at, reader.zone, reader.now)}`, `“${row.setBy.reason}”`]
        : [],
    });
  }
  steps.push(killStep(cell.stoppedBy, reader));
  return steps;
}

function killStep(kill: KillRow | null, { zone, now }: Reader): OriginStep {
  if (!kill) {
    return {
      key: "kill",
      shape: "dot",
      title: "Kill switch",
      aside: "not engaged",
      decides: false,
      lines: [],
    };
  }
  return {
    key: "kill",
    shape: "octagon-bar",
    tone: "danger",
    title: `Stopped for the ${kill.scope}`,
    decides: true,
    lines: [
      `${kill.channel === "all" ? "Every channel" : killChannelName(kill.channel)}, ${kill.setBy.name}, ${when(kill.setBy.at, zone, now)}`,
      `“${kill.setBy.reason}”`,
    ],
  };
}

function chain(cells: MatrixCells, { scope, id }: CellRef): { scope: SwitchScope; id: string }[] {
  const merchant = { scope: "merchant" as const, id: cells.merchant.id };
  if (scope === "merchant") return [merchant];
  if (scope === "site") return [{ scope, id }, merchant];
  const siteId = campaignConfig(cells.merchant, id)?.siteId;
  return [{ scope, id }, ...(siteId ? [{ scope: "site" as const, id: siteId }] : []), merchant];
}

function followersBelow(cells: MatrixCells, { scope, id, channel }: CellRef): string | null {
  if (scope === "campaign") return null;
  if (scope === "site") {
    const under = cells
      .campaignsOf(id)
      .filter((one) => !cells.cell({ scope: "campaign", id: one.id, channel }).explicit).length;
    return under > 0 ? `${under} ${under === 1 ? "campaign" : "campaigns"}` : null;
  }
  const under = cells.sites.filter(
    (site) => !cells.cell({ scope: "site", id: site.id, channel }).explicit,
  ).length;
  return under > 0 ? `${under} ${under === 1 ? "site" : "sites"}` : null;
}
