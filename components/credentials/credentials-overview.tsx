import type { ReactNode } from "react";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { Timestamp } from "#components/ui/timestamp.tsx";
import type { BoardRow } from "#lib/switching/schema.ts";
import { ENVIRONMENTS, type Environment } from "#lib/terms.ts";
import { STATE_SIGNS } from "./credential-words.ts";

const NAMES: Record<Environment, string> = { sandbox: "Sandbox", production: "Production" };

/** Merchants × environments: whose credentials work, fail or are missing. */
export function CredentialsOverview({
  rows,
  environment,
  zone,
  empty,
}: {
  rows: readonly BoardRow[];
  environment: Environment;
  zone: string;
  empty: ReactNode;
}) {
  const columns: Column<BoardRow>[] = [
    { id: "merchant", head: "Merchant", isKey: true, phone: "a", cell: (row) => row.name },
    ...ENVIRONMENTS.map(
      (one, index): Column<BoardRow> => ({
        id: one,
        head: NAMES[one],
        width: 260,
        phone: (["c", "d"] as const)[index],
        cell: (row) => <State row={row} environment={one} zone={zone} />,
      }),
    ),
  ];
  return (
    <DataTable
      caption="Credentials by merchant and environment"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/${environment}/m/${row.id}/developers/credentials`}
      empty={empty}
    />
  );
}

function State({ row, environment, zone }: { row: BoardRow; environment: Environment; zone: string }) {
  const { state, failingSince } = row.credentials[environment];
  const sign = STATE_SIGNS[state];
  return (
    <span className="inline-flex items-baseline gap-1.5">
      <GlyphWord shape={sign.shape} tone={sign.tone}>
        {sign.word}
      </GlyphWord>
      {failingSince && (
        <span className="text-meta text-ink-3">
          since <Timestamp at={failingSince} zone={zone} />
        </span>
      )}
    </span>
  );
}
