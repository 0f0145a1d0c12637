import { INTEGRATION_NAMES } from "#components/merchants/merchant-words.ts";
import { lasted, when } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import type { GlyphShape, Tone } from "#components/ui/glyph.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import type { ApplicationLine } from "#lib/onboarding/queries/list-applications.ts";
import type { ApplicationState } from "#lib/terms.ts";
import { APPLICATION_STATE_NAMES, ownerName } from "./application-words.ts";

const SIGNS: Record<ApplicationState, { shape: GlyphShape; tone: Tone }> = {
  draft: { shape: "circle-dotted", tone: "ink-2" },
  submitted: { shape: "circle-half", tone: "open" },
  in_review: { shape: "circle-half", tone: "open" },
  info_requested: { shape: "triangle", tone: "attn" },
  approved: { shape: "circle-check", tone: "rescued" },
  declined: { shape: "circle-x", tone: "lost" },
  cancelled: { shape: "circle-x", tone: "lost" },
  converted: { shape: "circle-check", tone: "rescued" },
};

/** For partner staff: each line leads to the application. */
export function ApplicationsTable({
  lines,
  root,
  zone,
  now,
}: {
  lines: readonly ApplicationLine[];
  /** `/sandbox`. */
  root: string;
  zone: string;
  now: string;
}) {
  const columns: Column<ApplicationLine>[] = [
    {
      id: "merchant",
      head: "Merchant",
      isKey: true,
      phone: "a",
      cell: (line) => (
        <TwoLines isKey first={line.merchantName} second={INTEGRATION_NAMES[line.integration]} />
      ),
    },
    {
      id: "state",
      head: "State",
      width: 190,
      phone: "c",
      cell: ({ state }) =>
        state ? (
          <GlyphWord {...SIGNS[state]}>{APPLICATION_STATE_NAMES[state]}</GlyphWord>
        ) : (
          <span className="text-ink-3">No application</span>
        ),
    },
    {
      id: "cause",
      head: "Why, and what is next",
      width: 320,
      phone: "d",
      cell: ({ block }) => <TwoLines first={block.cause} second={block.next} />,
    },
    {
      id: "documents",
      head: "Documents",
      width: 110,
      align: "end",
      priority: 3,
      cell: ({ documents }) => (documents.total > 0 ? `${documents.there} of ${documents.total} there` : "–"),
    },
    {
      id: "owner",
      head: "Waits on",
      width: 130,
      priority: 2,
      cell: ({ block, merchantName }) =>
        ownerName(block.owner, { isStaff: true, partner: "", merchant: merchantName }),
    },
    {
      id: "age",
      head: "For",
      width: 110,
      align: "end",
      phone: "b",
      cell: ({ since }) => (
        <time dateTime={since} title={when(since, zone, now)}>
          {lasted(Date.parse(now) - Date.parse(since))}
        </time>
      ),
    },
  ];
  return (
    <DataTable
      caption="Merchants on their way to a FlexCharge account"
      columns={columns}
      rows={lines}
      rowId={({ merchantId }) => merchantId}
      rowHref={({ merchantId }) => `${root}/m/${merchantId}/onboarding/application`}
    />
  );
}
