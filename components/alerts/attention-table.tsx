import { lasted } from "#components/switching/when.ts";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { type Environment, PARTNER_TENANT } from "#lib/terms.ts";
import { type AttentionLine, OWNER_WORDS } from "./attention-lines.ts";

/** One row a merchant: what and why, whose turn, how long, and the one thing to do; more of it folds. */
export function AttentionTable({
  rows,
  environment,
  now,
}: {
  rows: readonly (readonly AttentionLine[])[];
  environment: Environment;
  now: Date;
}) {
  const first = (lines: readonly AttentionLine[]) => lines[0] as AttentionLine;
  const columns: Column<readonly AttentionLine[]>[] = [
    {
      id: "sign",
      head: <span className="sr-only">Urgency</span>,
      width: 26,
      cell: (lines) => <Glyph {...first(lines).sign} label={first(lines).isAlarm ? "Alarm" : "Waiting"} />,
    },
    {
      id: "merchant",
      head: "Merchant",
      width: 170,
      isKey: true,
      phone: "a",
      cell: (lines) => first(lines).merchantName,
    },
    {
      id: "what",
      head: "What and why",
      phone: "c",
      cell: ([line, ...more]) =>
        line && (
          <TwoLines
            first={
              <>
                {line.what}
                {more.length > 0 && (
                  <span className="text-ink-3" title={more.map(({ what }) => what).join("\n")}>
                    {" "}
                    +{more.length}
                    <span className="sr-only"> more: {more.map(({ what }) => what).join("; ")}</span>
                  </span>
                )}
              </>
            }
            second={line.why}
          />
        ),
    },
    {
      id: "owner",
      head: "Waits on",
      width: 104,
      priority: 2,
      cell: (lines) => OWNER_WORDS[first(lines).owner],
    },
    {
      id: "since",
      head: "For",
      width: 100,
      align: "end",
      phone: "b",
      cell: (lines) => {
        const { since } = first(lines);
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
      cell: (lines) => {
        const { act, href, merchantName } = first(lines);
        return (
          <ButtonLink size="row" href={href} aria-label={`${act}: ${merchantName}`}>
            {act}
          </ButtonLink>
        );
      },
    },
  ];
  return (
    <DataTable
      caption="Merchants that need somebody, the most urgent first"
      columns={columns}
      rows={rows}
      rowId={(lines) => first(lines).merchantId}
      rowHref={(lines) => {
        const { merchantId, href } = first(lines);
        // Several things are told on the merchant's own page; what concerns no merchant is solved where it stands.
        return merchantId === PARTNER_TENANT ? href : `/${environment}/m/${merchantId}`;
      }}
    />
  );
}
