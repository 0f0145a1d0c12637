"use client";
import { lasted } from "#components/switching/when.ts";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import type { Column } from "#components/tables/data-table.tsx";
import { TwoLines } from "#components/tables/two-lines.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Money } from "#components/ui/money.tsx";
import { CHANNELS, type Channel } from "#lib/terms.ts";
import { BlocksCell } from "./blocks-cell.tsx";
import { type BoardLine, stageWords } from "./board-line.ts";
import { ChannelGlyph } from "./channel-glyphs.tsx";
import { INTEGRATION_NAMES, OWNER_NAMES } from "./merchant-words.ts";

const SHORT = { cit_website: "Web", cit_call_center: "Call", mit: "MIT" } as const;

type Selection = { has(id: string): boolean; toggle(id: string): void };

/** The board's columns: the glyphs tell what is on, the figures the last seven days, the right end what is needed and from whom. */
export function boardColumns({
  now,
  selection,
  hasFigures,
}: {
  now: number;
  /** Absent for who may do nothing with several. */
  selection: Selection | null;
  hasFigures: boolean;
}): Column<BoardLine>[] {
  return [
    ...(selection ? [selectColumn(selection)] : []),
    {
      id: "merchant",
      head: "Merchant",
      isKey: true,
      phone: "a",
      cell: (line) => (
        <TwoLines
          first={line.name}
          second={`${INTEGRATION_NAMES[line.integration]}${line.mitMode === "sync" ? ", sync" : ""}`}
          isKey
        />
      ),
    },
    {
      id: "stage",
      head: "Stage",
      width: 128,
      priority: 2,
      cell: (line) => <TwoLines first={stageWords(line)} second={line.progress} />,
    },
    ...CHANNELS.map(channelColumn),
    ...(hasFigures ? FIGURES : []),
    {
      id: "needs",
      head: "Needs",
      width: 164,
      phone: "c",
      cell: (line) => <BlocksCell line={line} now={now} />,
    },
    {
      id: "waits",
      head: "Waits on",
      width: 138,
      priority: 2,
      phone: "d",
      cell: ({ blocks: [block] }) =>
        block && (
          <span className="whitespace-nowrap">
            {OWNER_NAMES[block.owner]}
            {block.since && <span className="text-ink-3">, {age(now, block.since)}</span>}
          </span>
        ),
    },
  ];
}

/** "5 h", "34 min": the board tells the largest unit only. */
function age(now: number, since: string): string {
  return lasted(now - Date.parse(since))
    .split(" ")
    .slice(0, 2)
    .join(" ");
}

function selectColumn(selection: Selection): Column<BoardLine> {
  return {
    id: "select",
    head: <span className="sr-only">Select</span>,
    width: 28,
    priority: 2,
    cell: (line) => (
      <Checkbox
        aria-label={`Select ${line.name}`}
        isSelected={selection.has(line.id)}
        onChange={() => selection.toggle(line.id)}
      />
    ),
  };
}

function channelColumn(channel: Channel): Column<BoardLine> {
  return {
    id: channel,
    head: (
      <>
        <span aria-hidden="true">{SHORT[channel]}</span>
        <span className="sr-only">{CHANNEL_NAMES[channel]}</span>
      </>
    ),
    width: 38,
    // On a phone the first of the three cells carries all of them.
    ...(channel === CHANNELS[0] ? { phone: "b" as const } : {}),
    cell: (line) => (
      <>
        <span className="md:hidden">
          <Glyphs line={line} channels={CHANNELS} />
        </span>
        <span className="phone:hidden">
          <Glyphs line={line} channels={[channel]} />
        </span>
      </>
    ),
  };
}

function Glyphs({ line, channels }: { line: BoardLine; channels: readonly Channel[] }) {
  return (
    <span className="inline-flex gap-2">
      {channels.map((channel) => (
        <ChannelGlyph
          key={channel}
          channel={channel}
          state={line.channels[channel]}
          isApplicable={!line.observed || channel === "mit"}
        />
      ))}
    </span>
  );
}

const quiet = (text: string) => <span className={text === "–" ? "text-ink-3" : undefined}>{text}</span>;

const FIGURES: Column<BoardLine>[] = [
  {
    id: "orders",
    head: "Orders",
    width: 76,
    align: "end",
    priority: 2,
    cell: ({ figures }) => (
      <span className={figures?.orders ? undefined : "text-ink-3"}>
        {figures?.orders.toLocaleString("en-US")}
      </span>
    ),
  },
  {
    id: "sent",
    head: "Sent",
    width: 70,
    align: "end",
    priority: 3,
    cell: ({ figures, observed }) => quiet(observed ? "–" : (figures?.sent ?? "–")),
  },
  {
    id: "rescued",
    head: "Rescued",
    width: 84,
    align: "end",
    priority: 3,
    cell: ({ figures }) => quiet(figures?.rescued ?? "–"),
  },
  {
    id: "recovered",
    head: "Recovered, net",
    width: 150,
    align: "end",
    priority: 2,
    cell: ({ figures }) => (
      <span title={figures?.others.join("\n") || undefined}>
        <Money amount={figures?.recovered?.number ?? null} currency={figures?.recovered?.code} />
        {figures && figures.others.length > 0 && (
          <span className="text-meta text-ink-3">
            {" "}
            +{figures.others.length}
            <span className="sr-only">; {figures.others.join("; ")}</span>
          </span>
        )}
      </span>
    ),
  },
];
