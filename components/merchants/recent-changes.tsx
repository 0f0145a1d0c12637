import { ArrowRight } from "lucide-react";
import { killChannelName, MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { MerchantConfig, SwitchChange } from "#lib/switching/schema.ts";
import { MODES, type Mode } from "#lib/terms.ts";

/** The last changes of the switch set, newest first. */
export function RecentChanges({
  changes,
  merchant,
}: {
  changes: readonly SwitchChange[];
  merchant: MerchantConfig;
}) {
  const columns: Column<SwitchChange>[] = [
    {
      id: "time",
      head: "Time",
      width: 110,
      phone: "d",
      cell: (change) => <Timestamp at={change.setBy.at} zone={merchant.timezone} />,
    },
    { id: "who", head: "Who", width: 150, phone: "b", cell: (change) => change.setBy.name },
    {
      id: "where",
      head: "Where",
      phone: "a",
      cell: (change) => `${placeName(merchant, change)}, ${killChannelName(change.channel)}`,
    },
    {
      id: "change",
      head: "Before and after",
      width: 260,
      phone: "c",
      cell: (change) => (
        <span className="inline-flex items-center gap-1.5">
          <Side value={change.before} kind={change.kind} />
          <ArrowRight className="size-3.5! text-ink-3" aria-label="to" />
          <Side value={change.after} kind={change.kind} />
        </span>
      ),
    },
    {
      id: "reason",
      head: "Reason",
      width: 240,
      priority: 3,
      cell: (change) => change.setBy.reason && <span className="text-ink-2">“{change.setBy.reason}”</span>,
    },
    {
      id: "version",
      head: "Version",
      width: 70,
      align: "end",
      priority: 2,
      cell: (change) => <span className="text-ink-3">v{change.setBy.version}</span>,
    },
  ];
  return (
    <DataTable
      caption="Recent changes, newest first"
      columns={columns}
      rows={changes}
      rowId={(change) => String(change.setBy.version)}
      empty={<p className="border-t border-line py-3 text-ink-2">Nothing was switched yet.</p>}
    />
  );
}

function Side({ value, kind }: { value: string; kind: SwitchChange["kind"] }) {
  if (kind === "kill") {
    return value === "on" ? (
      <GlyphWord shape="octagon-bar" tone="danger">
        Stopped
      </GlyphWord>
    ) : (
      <GlyphWord shape="dot" tone="off">
        Not stopped
      </GlyphWord>
    );
  }
  const mode = MODES.find((one): one is Mode => one === value);
  if (!mode) return <span className="text-ink-3">Inherit</span>;
  return (
    <GlyphWord shape={MODE_SHAPES[mode]} tone="ink">
      {MODE_NAMES[mode]}
    </GlyphWord>
  );
}

function placeName(merchant: MerchantConfig, change: SwitchChange): string {
  const site = merchant.sites.find((one) => one.id === change.scopeId);
  if (site) return site.hosts[0] ?? site.name;
  const campaign = merchant.campaigns.find((one) => one.id === change.scopeId);
  if (campaign) return campaign.name;
  return change.scope === "partner" ? "Every merchant" : "All sites";
}
