"use client";
import { History } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type PendingCell, pendingWords, type Reader } from "#components/switching/cell-words.ts";
import { GateList } from "#components/switching/gate-list.tsx";
import { missingSentence } from "#components/switching/gate-words.ts";
import { ModeControl } from "#components/switching/mode-control.tsx";
import { ModeOrigin } from "#components/switching/mode-origin.tsx";
import { CHANNEL_NAMES } from "#components/switching/words.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Inspector } from "#components/ui/inspector.tsx";
import { Link } from "#components/ui/link.tsx";
import { mayBeLetPass } from "#lib/switching/rules.ts";
import type { Environment, SettableMode } from "#lib/terms.ts";
import { CellConsequence, useCellFacts } from "./cell-consequence.tsx";
import { type CellRef, cellKey, type MatrixCells } from "./matrix-cells.ts";
import { originSteps } from "./origin-steps.ts";
import { ReasonForm } from "./reason-form.tsx";
import { RecentChanges } from "./recent-changes.tsx";

/** One cell: control, consequence, where the mode comes from, gates, one button, history. */
export function CellInspector({
  cells,
  cellRef,
  environment,
  reader,
  base,
  asked,
  note,
  pending,
  asks,
  whyReadOnly,
  takesFocus,
  onAsk,
  onReason,
  onCancel,
  onClose,
}: {
  cells: MatrixCells;
  cellRef: CellRef;
  environment: Environment;
  reader: Reader;
  /** The workspace's address. */
  base: string;
  /** A way down that still wants its reason. */
  asked: SettableMode | null;
  /** Why the last press did nothing. */
  note: string | null;
  /** It waits for somebody's word or its date. */
  pending: PendingCell | undefined;
  /** Production is asked for, because a second person approves it. */
  asks: boolean;
  whyReadOnly: string | null;
  /** Opened by the keyboard: its control gets it. */
  takesFocus: boolean;
  onAsk: (mode: SettableMode) => void;
  onReason: (mode: SettableMode, reason: string) => Promise<string | null>;
  onCancel: () => void;
  onClose: () => void;
}) {
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const control = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (takesFocus)
      control.current?.querySelector<HTMLElement>("[role=radio][tabindex='0'], [role=radio]")?.focus();
  }, [takesFocus]);
  const { scope, id, channel } = cellRef;
  const cell = cells.cell(cellRef);
  const key = cellKey(cellRef);
  const facts = useCellFacts(base, key, cells.merchant.switchVersion);
  const missing = {
    sandbox: cells.missingFor(channel, "sandbox"),
    production: cells.missingFor(channel, "production"),
  };
  const canRaise = cell.effective !== "production" && !whyReadOnly;
  const value = asked ?? cell.explicit?.mode ?? (scope === "merchant" ? "off" : "inherit");
  return (
    <Inspector
      title={CHANNEL_NAMES[channel]}
      sentence={scope === "merchant" ? "All sites, the merchant's default" : cells.place(scope, id)}
      isOpen
      onClose={onClose}
    >
      <div ref={control}>
        <ModeControl
          label={`Mode of ${CHANNEL_NAMES[channel]}`}
          value={value}
          hasInherit={scope !== "merchant"}
          missing={missing}
          onChange={onAsk}
        />
      </div>
      <div aria-live="polite">
        {(note ?? whyReadOnly) && <p className="mt-2 text-meta text-ink-2">{note ?? whyReadOnly}</p>}
      </div>
      {asked && (
        <ReasonForm
          key={asked}
          mode={asked}
          onSubmit={(reason) => onReason(asked, reason)}
          onCancel={onCancel}
        />
      )}
      <div className="mt-4 flex flex-col gap-5">
        {pending && (
          <Banner
            tone="attn"
            title={pendingWords(pending, reader)}
            action={<Link href={`${base}/activation/requests/${pending.requestId}`}>Open the request</Link>}
          >
            Asked by {pending.by}.
          </Banner>
        )}
        <CellConsequence
          cell={cell}
          environment={environment}
          facts={facts.data}
          isObserved={cells.merchant.observed}
          ordersHref={`${base}/orders?${ordersQuery(cellRef)}`}
        />
        <section>
          <h3 className="mb-2 text-meta text-ink-2">Where the mode comes from</h3>
          <ModeOrigin steps={originSteps(cells, cellRef, reader)} />
        </section>
        <GateList title="Gates to production" gates={cells.gates(channel, "production")} reader={reader} />
        {canRaise && (
          <Button
            variant="primary"
            isWide
            unavailable={
              missing.production.length > 0 && !(asks && missing.production.every(mayBeLetPass))
                ? missingSentence("Production", missing.production)
                : undefined
            }
            onPress={() => onAsk("production")}
          >
            {asks ? "Ask for Production…" : "Review change to Production…"}
          </Button>
        )}
        <div>
          <Button
            variant="quiet"
            size="row"
            icon={<History />}
            aria-expanded={isHistoryOpen}
            onPress={() => setHistoryOpen(!isHistoryOpen)}
            className="-ml-2.5"
          >
            History of this cell
          </Button>
          {isHistoryOpen && <CellHistory changes={facts.data?.history} reader={reader} />}
        </div>
      </div>
    </Inspector>
  );
}

function CellHistory({
  changes,
  reader,
}: {
  changes: Parameters<typeof RecentChanges>[0]["changes"] | undefined;
  reader: Reader;
}) {
  if (!changes) return <p className="late mt-1 text-meta text-ink-3">Reading the history</p>;
  return (
    <div className="mt-2">
      <RecentChanges title="Changes" changes={changes} reader={reader} isNarrow />
    </div>
  );
}

function ordersQuery({ scope, id, channel }: CellRef): string {
  const query = new URLSearchParams({ view: "not-sent", channel });
  if (scope === "site") query.set("site", id);
  if (scope === "campaign") query.set("campaign", id);
  return query.toString();
}
