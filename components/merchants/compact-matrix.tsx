import { CHANNEL_NAMES, MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Link } from "#components/ui/link.tsx";
import { cellState } from "#lib/switching/rules.ts";
import type { MerchantConfig, PartnerConfig, SiteConfig } from "#lib/switching/schema.ts";
import { CHANNELS, type Channel } from "#lib/terms.ts";

const ROWS_MAX = 12;
/** On a phone the columns have no heads. */
const SHORT_NAMES: Record<Channel, string> = { cit_website: "Web", cit_call_center: "Call", mit: "MIT" };

/** Sites × channels at a glance: the effective mode, stopped wins. Changing is the activation page's work. */
export function CompactMatrix({
  partner,
  merchant,
  root,
}: {
  partner: PartnerConfig;
  merchant: MerchantConfig;
  root: string;
}) {
  const sites = merchant.sites.filter((site) => !site.archived);
  const columns: Column<SiteConfig>[] = [
    {
      id: "site",
      head: "Site",
      isKey: true,
      phone: "a",
      cell: (site) => <TwoLines first={site.hosts[0] ?? site.name} second={site.name} isKey />,
    },
    ...CHANNELS.map(
      (channel, index): Column<SiteConfig> => ({
        id: channel,
        head: CHANNEL_NAMES[channel],
        width: 128,
        phone: (["b", "c", "d"] as const)[index],
        cell: (site) => (
          <span className="inline-flex items-baseline gap-2">
            <span className="text-meta text-ink-3 md:hidden">{SHORT_NAMES[channel]}</span>
            <Cell {...{ partner, merchant, site, channel }} />
          </span>
        ),
      }),
    ),
  ];
  return (
    <DataTable
      caption="Effective modes by site and channel"
      columns={columns}
      rows={sites.slice(0, ROWS_MAX)}
      rowId={(site) => site.id}
      rowHref={(site) => `${root}/sites/${site.id}`}
      empty={
        <EmptyState
          title="No site yet"
          sentence="Add the first website to switch anything on."
          actions={<Link href={`${root}/sites`}>Open sites</Link>}
        />
      }
      foot={
        sites.length > ROWS_MAX && (
          <p className="pt-2.5 text-meta text-ink-2">
            and {sites.length - ROWS_MAX} more,{" "}
            <Link className="underline" href={`${root}/activation`}>
              all in activation
            </Link>
          </p>
        )
      }
    />
  );
}

function Cell({
  partner,
  merchant,
  site,
  channel,
}: {
  partner: PartnerConfig;
  merchant: MerchantConfig;
  site: SiteConfig;
  channel: Channel;
}) {
  const state = cellState(partner, merchant, "site", site.id, channel);
  if (state.stoppedBy) {
    return (
      <GlyphWord shape="octagon-bar" tone="danger">
        Stopped
      </GlyphWord>
    );
  }
  return (
    <GlyphWord shape={MODE_SHAPES[state.effective]} tone={state.effective === "off" ? "off" : "ink"}>
      {MODE_NAMES[state.effective]}
    </GlyphWord>
  );
}
