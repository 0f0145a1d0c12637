import { STAGES } from "#lib/checklist/schema.ts";
import { INTEGRATIONS } from "#lib/terms.ts";
import type { BoardLine } from "./board-line.ts";
import { INTEGRATION_NAMES, STAGE_NAMES } from "./merchant-words.ts";

type View = { id: string; label: string; holds: (line: BoardLine) => boolean };

const waitsOn = (owner: string) => (line: BoardLine) => line.blocks[0]?.owner === owner;

/** The board's tabs, in order. A merchant stands where its most urgent block does. */
export const VIEWS: readonly View[] = [
  { id: "all", label: "All", holds: () => true },
  { id: "ours", label: "Ours to solve", holds: waitsOn("us") },
  { id: "merchant", label: "Waits on merchant", holds: waitsOn("merchant") },
  { id: "flexcharge", label: "Waits on FlexCharge", holds: waitsOn("flexcharge") },
  {
    id: "setup",
    label: "Setting up",
    holds: ({ stage }) => stage === "application" || stage === "setup" || stage === "testing",
  },
  { id: "live", label: "Live", holds: ({ stage }) => stage === "live" },
];

export function viewOf(name: string | null | undefined): View {
  return VIEWS.find((view) => view.id === name) ?? VIEWS[0]!;
}

export const FILTERS = ["integration", "owner", "currency", "stage"] as const;
export type BoardFilters = Partial<Record<(typeof FILTERS)[number], readonly string[] | null>>;

const KEYS: Record<(typeof FILTERS)[number], (line: BoardLine) => string> = {
  integration: (line) => line.integration,
  owner: (line) => line.owner?.id ?? "none",
  currency: (line) => line.currency,
  stage: (line) => line.stage,
};

/** What the chips let through, before a tab is chosen. Pure. */
export function chosenBy(lines: readonly BoardLine[], filters: BoardFilters): BoardLine[] {
  const set = FILTERS.filter((id) => (filters[id]?.length ?? 0) > 0);
  return lines.filter((line) => set.every((id) => filters[id]?.includes(KEYS[id](line))));
}

/** What the chips can offer, with counts. */
export function optionsOf(lines: readonly BoardLine[]) {
  const counted = (id: (typeof FILTERS)[number]) => {
    const counts = new Map<string, number>();
    for (const line of lines) counts.set(KEYS[id](line), (counts.get(KEYS[id](line)) ?? 0) + 1);
    return counts;
  };
  const [integrations, owners, stages] = [counted("integration"), counted("owner"), counted("stage")];
  const names = new Map(lines.map(({ owner }) => [owner?.id ?? "none", owner?.name ?? "Nobody"]));
  const named = (counts: Map<string, number>, label: (id: string) => string) =>
    [...counts].map(([id, count]) => ({ id, count, label: label(id) }));
  return {
    integration: INTEGRATIONS.filter((id) => integrations.has(id)).map((id) => ({
      ...{ id, count: integrations.get(id) ?? 0, label: INTEGRATION_NAMES[id] },
    })),
    owner: named(owners, (id) => names.get(id) ?? "Nobody").sort((a, b) => a.label.localeCompare(b.label)),
    currency: named(counted("currency"), (id) => id).sort((a, b) => a.id.localeCompare(b.id)),
    stage: STAGES.filter((id) => stages.has(id)).map((id) => ({
      ...{ id, count: stages.get(id) ?? 0, label: STAGE_NAMES[id] },
    })),
  };
}
