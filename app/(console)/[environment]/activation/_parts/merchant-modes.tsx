import { CHANNEL_NAMES, MODE_NAMES, MODE_SHAPES } from "#components/switching/words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import type { BoardChannel, BoardRow } from "#lib/switching/schema.ts";
import { CHANNELS, type Environment } from "#lib/terms.ts";
import { MerchantSearch } from "./merchant-search.tsx";

const MODES_DOWN = ["production", "sandbox", "off"] as const;

/** Merchants × channels: how many sites are in which mode. Read-only; a row opens the merchant's matrix. */
export function MerchantModes({
  environment,
  rows,
  search,
}: {
  environment: Environment;
  rows: readonly BoardRow[];
  search: string;
}) {
  const base = `/${environment}/activation`;
  const columns: Column<BoardRow>[] = [
    {
      id: "merchant",
      head: "Merchant",
      isKey: true,
      phone: "a",
      cell: (row) => (
        <TwoLines
          first={row.name}
          second={`${row.siteCount} ${row.siteCount === 1 ? "site" : "sites"}${row.observed ? ", observed" : ""}`}
        />
      ),
    },
    ...CHANNELS.map((channel, index) => ({
      id: channel,
      head: CHANNEL_NAMES[channel],
      width: 190,
      phone: (["b", "c", "d"] as const)[index],
      cell: (row: BoardRow) => <Counts channel={row.channels[channel]} sites={row.siteCount} />,
    })),
    {
      id: "owner",
      head: "Activation owner",
      width: 160,
      priority: 3,
      cell: (row) => row.activationOwner?.name ?? <span className="text-ink-3">Nobody yet</span>,
    },
  ];
  return (
    <div className="flex flex-col gap-3">
      <MerchantSearch base={base} search={search} />
      <DataTable
        caption="Merchants with the modes of their channels"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowHref={(row) => `/${environment}/m/${row.id}/activation`}
        empty={
          search ? (
            <EmptyState
              title={`No merchant matches “${search}”`}
              actions={<ButtonLink href={base}>Clear the search</ButtonLink>}
            />
          ) : (
            <EmptyState
              title="No merchant yet"
              sentence="Add the first merchant to switch anything on."
              actions={
                <ButtonLink href={`/${environment}/merchants`} variant="primary">
                  Go to merchants
                </ButtonLink>
              }
            />
          )
        }
      />
    </div>
  );
}

function Counts({ channel, sites }: { channel: BoardChannel; sites: number }) {
  if (sites === 0) return <span className="text-ink-3">–</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3.5">
      {channel.stoppedSince && (
        <span className="inline-flex items-center gap-1.75 text-danger">
          <Glyph shape="octagon-bar" />
          Stopped
        </span>
      )}
      {MODES_DOWN.filter((mode) => channel.sites[mode] > 0).map((mode) => (
        <span
          key={mode}
          className={
            mode === "off"
              ? "inline-flex items-center gap-1.75 text-ink-3"
              : "inline-flex items-center gap-1.75"
          }
        >
          <Glyph shape={MODE_SHAPES[mode]} label={MODE_NAMES[mode]} />
          {channel.sites[mode].toLocaleString("en-US")}
        </span>
      ))}
    </span>
  );
}
