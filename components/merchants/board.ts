import { byUrgency, merchantNeeds, type Waiting } from "#lib/checklist/rules.ts";
import type { BoardRow } from "#lib/switching/schema.ts";
import { CHANNELS, INTEGRATIONS } from "#lib/terms.ts";
import type { MerchantLine } from "./merchants-table.tsx";

type View = { id: string; label: string; holds: (line: MerchantLine) => boolean };

const isLive = ({ row }: MerchantLine) =>
  CHANNELS.some((channel) => row.channels[channel].highest === "production");

/** The board's tabs, in order. */
export const VIEWS: readonly View[] = [
  { id: "all", label: "All", holds: () => true },
  { id: "ours", label: "Ours to solve", holds: ({ needs }) => needs[0]?.owner === "us" },
  { id: "merchant", label: "Waits on merchant", holds: ({ needs }) => needs[0]?.owner === "merchant" },
  { id: "setup", label: "Setting up", holds: ({ row }) => row.state === "onboarding" },
  { id: "live", label: "Live", holds: isLive },
];

export function viewOf(name: string | undefined): View {
  return VIEWS.find((view) => view.id === name) ?? VIEWS[0]!;
}

/** Rows with their needs, the most urgent first, and what the filters can offer with counts. */
export function boardOf(rows: readonly BoardRow[], waiting: ReadonlyMap<string, Waiting> = new Map()) {
  const lines: MerchantLine[] = rows.map((row) => ({ row, needs: merchantNeeds(row, waiting.get(row.id)) }));
  lines.sort((a, b) => {
    const [first, second] = [a.needs[0], b.needs[0]];
    if (first && second) return byUrgency(first, second) || a.row.name.localeCompare(b.row.name);
    if (first || second) return first ? -1 : 1;
    return a.row.name.localeCompare(b.row.name);
  });
  const counted = (key: (row: BoardRow) => string) => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1);
    return counts;
  };
  const integrations = counted((row) => row.integration);
  const owners = counted((row) => row.activationOwner?.id ?? "none");
  const ownerName = (id: string) =>
    rows.find((row) => row.activationOwner?.id === id)?.activationOwner?.name ?? "Nobody";
  return {
    lines,
    integrations: INTEGRATIONS.filter((id) => integrations.has(id)).map((id) => ({
      id,
      count: integrations.get(id) ?? 0,
    })),
    owners: [...owners]
      .map(([id, count]) => ({ id, count, label: ownerName(id) }))
      .sort((a, b) => a.label.localeCompare(b.label)),
    currencies: [...counted((row) => row.currency)]
      .map(([id, count]) => ({ id, count, label: id }))
      .sort((a, b) => a.id.localeCompare(b.id)),
  };
}
