import type { ReactNode } from "react";
import { STATE_SIGNS } from "#components/credentials/credential-words.ts";
import { lasted } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { Need } from "#lib/checklist/rules.ts";
import type { BoardRow } from "#lib/switching/schema.ts";
import { CHANNELS, type Channel, ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { ChannelGlyph } from "./channel-glyphs.tsx";
import {
  ENVIRONMENT_NAMES,
  INTEGRATION_NAMES,
  needSign,
  needWords,
  OWNER_NAMES,
  STATE_NAMES,
} from "./merchant-words.ts";

export type MerchantLine = { row: BoardRow; needs: Need[] };

const SHORT = { cit_website: "Web", cit_call_center: "Call", mit: "MIT" } as const;

/** The merchants board: three glyphs tell each merchant's state, the right end tells what it needs and from whom. */
export function MerchantsTable({
  lines,
  environment,
  now,
  empty,
  foot,
}: {
  lines: readonly MerchantLine[];
  environment: Environment;
  now: Date;
  empty: ReactNode;
  foot?: ReactNode;
}) {
  const columns: Column<MerchantLine>[] = [
    {
      id: "merchant",
      head: "Merchant",
      isKey: true,
      phone: "a",
      cell: ({ row }) => (
        <TwoLines
          first={row.name}
          second={`${INTEGRATION_NAMES[row.integration]}${row.mitMode === "sync" ? ", sync" : ""}`}
          isKey
        />
      ),
    },
    {
      id: "state",
      head: "Stage",
      width: 120,
      priority: 2,
      cell: ({ row }) => (
        <TwoLines
          first={row.observed ? "Observed" : STATE_NAMES[row.state]}
          second={
            row.observed ? "reports only" : `${row.siteCount} ${row.siteCount === 1 ? "site" : "sites"}`
          }
        />
      ),
    },
    ...CHANNELS.map(
      (channel): Column<MerchantLine> => ({
        id: channel,
        head: (
          <>
            <span aria-hidden="true">{SHORT[channel]}</span>
            <span className="sr-only">{CHANNEL_NAMES[channel]}</span>
          </>
        ),
        width: 44,
        // On a phone the first of the three cells carries all of them.
        ...(channel === CHANNELS[0] ? { phone: "b" as const } : {}),
        cell: ({ row }) => (
          <>
            <span className="md:hidden">
              <ChannelGlyphs row={row} />
            </span>
            <span className="phone:hidden">
              <ChannelGlyphs row={row} only={channel} />
            </span>
          </>
        ),
      }),
    ),
    { id: "currency", head: "Currency", width: 84, priority: 3, cell: ({ row }) => row.currency },
    {
      id: "credentials",
      head: "Credentials",
      width: 168,
      priority: 2,
      cell: ({ row }) => <CredentialsCell row={row} />,
    },
    {
      id: "needs",
      head: "Needs",
      width: 186,
      phone: "c",
      cell: ({ needs }) => <NeedCell needs={needs} />,
    },
    {
      id: "waits",
      head: "Waits on",
      width: 120,
      priority: 3,
      phone: "d",
      cell: ({ needs: [need] }) =>
        need && (
          <>
            {OWNER_NAMES[need.owner]}
            {need.since && (
              <span className="text-ink-3">, {lasted(now.getTime() - Date.parse(need.since))}</span>
            )}
          </>
        ),
    },
  ];
  return (
    <DataTable
      caption="Merchants, those that need somebody first"
      columns={columns}
      rows={lines}
      rowId={({ row }) => row.id}
      rowHref={({ row }) => `/${environment}/m/${row.id}`}
      empty={empty}
      foot={foot}
    />
  );
}

function ChannelGlyphs({ row, only }: { row: BoardRow; only?: Channel }) {
  return (
    <span className="inline-flex gap-2">
      {CHANNELS.filter((channel) => !only || channel === only).map((channel) => (
        <ChannelGlyph
          key={channel}
          channel={channel}
          state={row.channels[channel]}
          isApplicable={!row.observed || channel === "mit"}
        />
      ))}
    </span>
  );
}

function NeedCell({ needs }: { needs: readonly Need[] }) {
  const [need, ...more] = needs;
  if (!need) return <span className="text-ink-3">Nothing</span>;
  const sign = needSign(need);
  return (
    <span className="inline-flex items-center gap-1.5">
      <GlyphWord shape={sign.shape} tone={sign.tone}>
        {needWords(need).short}
      </GlyphWord>
      {more.length > 0 && <span className="text-meta text-ink-3">+{more.length}</span>}
    </span>
  );
}

/** Both environments at once: a merchant is ready when both are. */
function CredentialsCell({ row }: { row: BoardRow }) {
  return (
    <span className="flex flex-col py-0.5 leading-4.5">
      {ENVIRONMENTS.map((environment) => {
        const sign = STATE_SIGNS[row.credentials[environment].state];
        return (
          <span key={environment} className="inline-flex items-center gap-1.5 text-meta whitespace-nowrap">
            <Glyph shape={sign.shape} tone={sign.tone} />
            {ENVIRONMENT_NAMES[environment]}
            <span className="text-ink-3">{sign.word.toLowerCase()}</span>
          </span>
        );
      })}
    </span>
  );
}
