"use client";
import { type Column, DataTable } from "#components/tables/data-table.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { GlyphWord } from "#components/ui/glyph-word.tsx";
import { IdText } from "#components/ui/id-text.tsx";
import { Link } from "#components/ui/link.tsx";
import type { LinkOutcome } from "#lib/onboarding/link-merchants.ts";
import type { LinkCandidate } from "#lib/onboarding/queries/list-link-candidates.ts";
import type { Environment } from "#lib/terms.ts";
import { MATCH_WORDS, outcomeWords, standingWords } from "./link-words.ts";

/** FlexCharge's accounts, each with the merchant of ours that is chosen for it and how it stands. */
export function AccountLinksTable({
  environment,
  rows,
  merchants,
  chosen,
  ticked,
  outcomes,
  workingMid,
  isRunning,
  onChoose,
  onTick,
}: {
  environment: Environment;
  rows: readonly LinkCandidate[];
  merchants: readonly { id: string; name: string }[];
  /** MID → our merchant. */
  chosen: Readonly<Record<string, string>>;
  ticked: ReadonlySet<string>;
  outcomes: Readonly<Record<string, LinkOutcome>>;
  workingMid: string | null;
  isRunning: boolean;
  onChoose(mid: string, merchantId: string): void;
  onTick(mid: string, isTicked: boolean): void;
}) {
  const isOpen = ({ standing, upstream }: LinkCandidate) =>
    standing === "open" && !outcomes[upstream.mid]?.ok;
  const columns: Column<LinkCandidate>[] = [
    {
      id: "take",
      head: <span className="sr-only">Link</span>,
      width: 36,
      phone: "d",
      cell: (row) =>
        isOpen(row) && (
          <Checkbox
            aria-label={`Link ${row.upstream.name}`}
            isSelected={ticked.has(row.upstream.mid) && Boolean(chosen[row.upstream.mid])}
            isDisabled={isRunning || !chosen[row.upstream.mid]}
            onChange={(isTicked) => onTick(row.upstream.mid, isTicked)}
          />
        ),
    },
    {
      id: "account",
      head: "Account at FlexCharge",
      isKey: true,
      phone: "a",
      cell: ({ upstream }) => (
        <span className="flex flex-col">
          <span>{upstream.name}</span>
          <span className="font-normal text-meta text-ink-3">{upstream.website ?? "No website"}</span>
        </span>
      ),
    },
    {
      id: "mid",
      head: "MID",
      width: 130,
      priority: 3,
      cell: ({ upstream }) => <IdText id={upstream.mid} name="MID" />,
    },
    {
      id: "merchant",
      head: "Merchant",
      width: 250,
      phone: "c",
      cell: (row) =>
        isOpen(row) ? (
          <Combobox
            label={`Merchant for ${row.upstream.name}`}
            isLabelHidden
            placeholder="Choose a merchant"
            options={optionsFor(row, merchants)}
            value={chosen[row.upstream.mid] ?? null}
            isDisabled={isRunning}
            onChange={(id) => id && onChoose(row.upstream.mid, id)}
          />
        ) : (
          row.match && <Link href={`/${environment}/m/${row.match.merchantId}`}>{row.match.name}</Link>
        ),
    },
    {
      id: "reason",
      head: "Why",
      width: 150,
      priority: 2,
      cell: ({ reason }) => <span className="text-ink-2">{MATCH_WORDS[reason]}</span>,
    },
    {
      id: "standing",
      head: "State",
      width: 240,
      phone: "b",
      cell: (row) => (
        <State row={row} outcome={outcomes[row.upstream.mid]} isWorking={workingMid === row.upstream.mid} />
      ),
    },
  ];
  return (
    <DataTable
      caption="Accounts at FlexCharge"
      columns={columns}
      rows={rows}
      rowId={({ upstream }) => upstream.mid}
    />
  );
}

function State({
  row,
  outcome,
  isWorking,
}: {
  row: LinkCandidate;
  outcome: LinkOutcome | undefined;
  isWorking: boolean;
}) {
  if (isWorking) {
    return (
      <GlyphWord shape="circle-dashed" tone="open">
        Linking…
      </GlyphWord>
    );
  }
  const words = outcome ? outcomeWords(outcome) : standingWords(row);
  return (
    <span className="flex flex-col items-start">
      <GlyphWord shape={words.shape} tone={words.tone}>
        {words.word}
      </GlyphWord>
      {words.detail && <span className="text-meta text-ink-2">{words.detail}</span>}
    </span>
  );
}

/** The match first, though it has credentials already. */
function optionsFor({ match }: LinkCandidate, merchants: readonly { id: string; name: string }[]) {
  const others = merchants.filter(({ id }) => id !== match?.merchantId);
  const own = match ? [{ id: match.merchantId, label: match.name }] : [];
  return [...own, ...others.map(({ id, name }) => ({ id, label: name }))];
}
