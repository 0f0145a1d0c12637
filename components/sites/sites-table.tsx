import type { ReactNode } from "react";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { NoteChip } from "#components/ui/chip.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { FoundSite } from "#lib/sites/queries/search-sites.ts";
import type { Environment } from "#lib/terms.ts";

export type SiteRow = Omit<FoundSite, "merchantName"> & { merchantName?: string };

/** Websites of one merchant, or of all when the rows carry a merchant's name. */
export function SitesTable({
  rows,
  environment,
  hasMerchant = false,
  empty,
}: {
  rows: readonly SiteRow[];
  environment: Environment;
  hasMerchant?: boolean;
  empty: ReactNode;
}) {
  const columns: Column<SiteRow>[] = [
    {
      id: "site",
      head: "Site",
      isKey: true,
      phone: "a",
      cell: (site) => (
        <TwoLines
          first={site.name}
          second={site.hosts.length > 1 ? `${site.hosts[0]}, +${site.hosts.length - 1}` : site.hosts[0]}
          isKey
        />
      ),
    },
    ...(hasMerchant
      ? [
          {
            id: "merchant",
            head: "Merchant",
            width: 180,
            phone: "c" as const,
            cell: (site: SiteRow) => site.merchantName,
          },
        ]
      : []),
    {
      id: "descriptors",
      head: "Descriptors",
      width: 240,
      priority: 2,
      cell: (site) =>
        site.descriptors.length === 0 ? (
          <span className="text-ink-3">None</span>
        ) : (
          <span className="font-mono text-code break-all">
            {site.descriptors.slice(0, 2).join(", ")}
            {site.descriptors.length > 2 && `, +${site.descriptors.length - 2}`}
          </span>
        ),
    },
    {
      id: "campaigns",
      head: "Campaigns",
      width: 100,
      align: "end",
      priority: 2,
      cell: (site) => site.campaignCount,
    },
    {
      id: "id",
      head: "FlexCharge id",
      width: 150,
      priority: 3,
      cell: (site) => {
        const id = environment === "sandbox" ? site.sandboxSiteId : site.productionSiteId;
        return id ? (
          <span className="font-mono text-code">{short(id)}</span>
        ) : (
          <span className="text-ink-3">Not set</span>
        );
      },
    },
    {
      id: "state",
      head: "State",
      width: 130,
      phone: "b",
      cell: (site) => <SiteState site={site} />,
    },
  ];
  return (
    <DataTable
      caption="Sites"
      columns={columns}
      rows={rows}
      rowId={(site) => site.id}
      rowHref={(site) => `/${environment}/m/${site.merchantId}/sites/${site.id}`}
      empty={empty}
    />
  );
}

export function SiteState({ site }: { site: Pick<SiteRow, "archived" | "isDefault"> }) {
  if (site.archived) {
    return (
      <GlyphWord shape="circle-slash" tone="off">
        Archived
      </GlyphWord>
    );
  }
  if (site.isDefault) return <NoteChip>Default site</NoteChip>;
  return <span className="text-ink-2">In use</span>;
}

const short = (id: string) => (id.length > 17 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id);
