import { lasted } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import type { Need } from "#lib/checklist/rules.ts";
import type { Environment } from "#lib/terms.ts";
import { needSign, needWords, OWNER_NAMES } from "./merchant-words.ts";
import type { MerchantLine } from "./merchants-table.tsx";

/** One row a merchant: what and why, whose turn, how long, and the one thing to do. */
export function AttentionTable({
  lines,
  environment,
  now,
}: {
  lines: readonly MerchantLine[];
  environment: Environment;
  now: Date;
}) {
  const first = (line: MerchantLine) => line.needs[0] as Need;
  const columns: Column<MerchantLine>[] = [
    {
      id: "sign",
      head: <span className="sr-only">Urgency</span>,
      width: 26,
      cell: (line) => {
        const sign = needSign(first(line));
        return <Glyph {...sign} label={first(line).isAlarm ? "Alarm" : "Waiting"} />;
      },
    },
    { id: "merchant", head: "Merchant", width: 170, isKey: true, phone: "a", cell: ({ row }) => row.name },
    {
      id: "what",
      head: "What and why",
      phone: "c",
      cell: (line) => {
        const words = needWords(first(line));
        const more = line.needs.length - 1;
        return <TwoLines first={more > 0 ? `${words.what} +${more}` : words.what} second={words.why} />;
      },
    },
    {
      id: "owner",
      head: "Waits on",
      width: 104,
      priority: 2,
      cell: (line) => OWNER_NAMES[first(line).owner],
    },
    {
      id: "since",
      head: "For",
      width: 100,
      align: "end",
      phone: "b",
      cell: (line) => {
        const { since } = first(line);
        return since ? (
          <time dateTime={since} className="whitespace-nowrap text-ink-2">
            {lasted(now.getTime() - Date.parse(since))}
          </time>
        ) : (
          <span className="text-ink-3">–</span>
        );
      },
    },
    {
      id: "act",
      head: <span className="sr-only">Next step</span>,
      width: 150,
      align: "end",
      priority: 2,
      cell: (line) => {
        const words = needWords(first(line));
        return (
          <ButtonLink
            size="row"
            href={`/${environment}/m/${line.row.id}${words.path}`}
            aria-label={`${words.act}: ${line.row.name}`}
          >
            {words.act}
          </ButtonLink>
        );
      },
    },
  ];
  return (
    <DataTable
      caption="Merchants that need somebody, the most urgent first"
      columns={columns}
      rows={lines}
      rowId={({ row }) => row.id}
      rowHref={({ row }) => `/${environment}/m/${row.id}`}
    />
  );
}
