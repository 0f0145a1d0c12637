import { DataTable } from "#components/tables/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { ChangeRequestRow } from "#lib/switching/queries/list-change-requests.ts";
import type { Environment } from "#lib/terms.ts";
import type { Reader } from "./cell-words.ts";
import { changeWords, REQUEST_STATES } from "./request-words.ts";
import { lasted, when } from "./when.ts";

/** Change requests, newest first: what is asked for, by whom, how it stands and since when. */
export function RequestTable({
  rows,
  environment,
  reader,
  hasMerchant,
  isFiltered,
}: {
  rows: readonly ChangeRequestRow[];
  environment: Environment;
  reader: Reader;
  /** The partner's list names the merchant of each. */
  hasMerchant: boolean;
  isFiltered: boolean;
}) {
  return (
    <DataTable
      caption="Change requests, newest first"
      rows={rows}
      rowId={({ id }) => id}
      rowHref={({ merchantId, id }) => `/${environment}/m/${merchantId}/activation/requests/${id}`}
      empty={
        isFiltered ? (
          <EmptyState title="Nothing is open" sentence="No request waits to be decided or carried out." />
        ) : (
          <EmptyState
            title="Nobody has asked yet"
            sentence="Where a second person approves, a change to Production is asked for in the matrix and waits here."
          />
        )
      }
      columns={[
        {
          id: "change",
          head: "Asked for",
          isKey: true,
          phone: "a",
          cell: (row) => <span className="block truncate">{changeWords(row)}</span>,
        },
        ...(hasMerchant
          ? [
              {
                id: "merchant",
                head: "Merchant",
                width: 150,
                phone: "c" as const,
                cell: ({ merchantName }: ChangeRequestRow) => merchantName,
              },
            ]
          : []),
        {
          id: "by",
          head: "By",
          width: 150,
          priority: 2 as const,
          cell: ({ requestedBy }: ChangeRequestRow) => <span className="text-ink-2">{requestedBy.name}</span>,
        },
        {
          id: "state",
          head: "State",
          width: 210,
          phone: hasMerchant ? ("d" as const) : ("c" as const),
          cell: (row: ChangeRequestRow) => {
            const { shape, tone, word } = REQUEST_STATES[row.state];
            const at = row.state === "scheduled" && row.scheduledFor;
            return (
              <GlyphWord shape={shape} tone={tone}>
                {word}
                {at && ` for ${when(at.toISOString(), reader.zone, reader.now)}`}
              </GlyphWord>
            );
          },
        },
        {
          id: "age",
          head: "Asked",
          width: 110,
          align: "end" as const,
          phone: "b" as const,
          cell: ({ requestedAt }: ChangeRequestRow) => (
            <time dateTime={requestedAt.toISOString()} className="text-ink-2">
              {lasted(Date.parse(reader.now) - requestedAt.getTime())} ago
            </time>
          ),
        },
      ]}
    />
  );
}
