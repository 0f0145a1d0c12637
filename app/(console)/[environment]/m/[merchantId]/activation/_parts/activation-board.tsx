"use client";
import { OctagonMinus } from "lucide-react";
import { useMemo, useState } from "react";
import { EnvironmentTag } from "#components/shell/environment-tag.tsx";
import { ActivationTabs } from "#components/switching/activation-tabs.tsx";
import type { Reader } from "#components/switching/cell-words.ts";
import { when } from "#components/switching/when.ts";
import { Button } from "#components/ui/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHead } from "#components/ui/page-head.tsx";
import { useMediaQuery } from "#components/ui/use-media-query.ts";
import type { Environment, Mode, SettableMode } from "#lib/terms.ts";
import { BulkChange } from "./bulk-change.tsx";
import { CellInspector } from "./cell-inspector.tsx";
import { KillParts, useKillSwitch } from "./kill-parts.tsx";
import { Legend } from "./legend.tsx";
import type { LiveMatrix } from "./live.ts";
import { type CellRef, cellKey, parseCellKey } from "./matrix-cells.ts";
import { MatrixFilters } from "./matrix-filters.tsx";
import { patternCount } from "./matrix-rows.ts";
import { MatrixTable } from "./matrix-table.tsx";
import { PhoneMatrix } from "./phone-matrix.tsx";
import { RaiseDialog } from "./raise-dialog.tsx";
import { RecentChanges } from "./recent-changes.tsx";
import { mustAsk, type Rights, whyReadOnly } from "./rights.ts";
import { useLiveMatrix } from "./use-live-matrix.ts";
import { useMatrixView } from "./use-matrix-view.ts";
import { useSelection } from "./use-selection.ts";
import { useSwitching } from "./use-switching.ts";

/** The activation page: who may, what is on, and everything that a cell can be asked. */
export function ActivationBoard({
  environment,
  merchantId,
  initial,
  rights,
  person,
  auditHref,
}: {
  environment: Environment;
  merchantId: string;
  initial: LiveMatrix;
  rights: Rights;
  person: { name: string };
  auditHref: string | null;
}) {
  const base = `/${environment}/m/${merchantId}`;
  const { live, isLost, refresh } = useLiveMatrix(base, initial);
  const { merchant } = live.matrix;
  const reader = useMemo<Reader>(
    () => ({ zone: merchant.timezone, now: live.now }),
    [merchant.timezone, live.now],
  );
  const asks = (after: Mode) => mustAsk(rights, merchant, live.matrix.partner.approvalPolicy, after);
  const switching = useSwitching({
    merchantId,
    matrix: live.matrix,
    whyReadOnly: (before, mode) => whyReadOnly(rights, merchant, before, mode),
    mustAsk: asks,
    personName: person.name,
    refresh,
  });
  const { cells, ask } = switching;
  const { view, setView } = useMatrixView(cells.sites.length);
  const isPhone = useMediaQuery("(width < 768px)", false);
  const kill = useKillSwitch({ merchantId, refresh });
  const [isByKey, setByKey] = useState(false);
  const [focusOn, setFocusOn] = useState<{ ref: CellRef } | null>(null);

  const asked = view.cell ? parseCellKey(view.cell) : null;
  const open = asked && cells.has(asked) ? asked : null;
  const askHere = ask && open && cellKey(ask.ref) === cellKey(open) ? ask : null;
  const show = (ref: CellRef, byKey: boolean) => {
    setByKey(byKey);
    setView({ cell: cellKey(ref) });
  };
  const set = (ref: CellRef, mode: SettableMode) => {
    const next = switching.request(ref, mode);
    if (next && next.kind !== "dialog") show(ref, false);
  };
  const close = () => {
    setView({ cell: null });
    switching.cancel();
    if (open) setFocusOn({ ref: open });
  };
  const selection = useSelection(cells);
  const marked = useMemo(
    () => new Set([...selection.selectedKeys, ...(view.cell ? [view.cell] : [])]),
    [selection.selectedKeys, view.cell],
  );
  const maySelect = !merchant.observed && (rights.down || rights.up || rights.sandbox);
  const { pending, openRequests } = live;

  return (
    <div className="flex">
      <div className="mx-auto flex w-full max-w-305 min-w-0 flex-col gap-6 px-6 pt-5.5 pb-24 phone:px-4">
        <div className="flex flex-col gap-3.5">
          <PageHead
            title="Activation"
            tag={<EnvironmentTag environment={environment} />}
            sentence={
              <ContextLine
                {...{ merchant, reader, isLost }}
                lastChange={live.changes[0]}
                patterns={view.group === "settings" ? patternCount(cells) : null}
                sites={cells.sites.length}
              />
            }
            actions={
              rights.kill.on && (
                <Button variant="danger" icon={<OctagonMinus />} onPress={() => kill.setOpen(true)}>
                  Kill switch
                </Button>
              )
            }
          />
          <ActivationTabs root={base} current="matrix" openRequests={openRequests} />
          <KillParts {...{ kill, cells, rights, reader, inFlight: live.inFlight }} />
          <Legend environment={environment} />
          {isPhone ? (
            <PhoneMatrix {...{ cells, environment, reader, pending }} onOpen={(cell) => setView({ cell })} />
          ) : (
            <div className="flex flex-col gap-3 phone:hidden">
              {cells.sites.length > 0 && (
                <MatrixFilters view={view} setView={setView} blockedCount={cells.blockedCount()} />
              )}
              <MatrixTable
                {...{ cells, environment, reader, base, view, setView, marked, pending, focusOn }}
                saving={switching.saving}
                onOpen={show}
                onSet={set}
                selection={maySelect ? selection : null}
              />
            </div>
          )}
        </div>
        <RecentChanges
          changes={live.changes}
          reader={reader}
          aside={auditHref && <Link href={auditHref}>All in audit</Link>}
        />
      </div>
      {open && (
        <CellInspector
          key={view.cell}
          {...{ cells, environment, reader, base }}
          cellRef={open}
          asked={askHere?.kind === "reason" ? askHere.mode : null}
          pending={pending[cellKey(open)]}
          asks={asks("production")}
          note={askHere?.kind === "note" ? askHere.note : null}
          whyReadOnly={whyReadOnly(rights, merchant, cells.cell(open).effective, "off")}
          takesFocus={isByKey}
          onAsk={(mode) => switching.request(open, mode)}
          onReason={(mode, reason) => switching.giveReason(open, mode, reason)}
          onCancel={switching.cancel}
          onClose={close}
        />
      )}
      {(selection.targets.length > 0 || selection.siteIds.size > 0) && (
        <BulkChange {...{ cells, selection, reader, refresh }} mustAsk={asks} />
      )}
      {ask?.kind === "dialog" && (
        <RaiseDialog
          {...{ cells, reader, refresh }}
          cellRef={ask.ref}
          mode={ask.mode}
          asks={ask.asks}
          send={switching.send}
          onClose={switching.cancel}
        />
      )}
    </div>
  );
}

function ContextLine({
  merchant,
  reader,
  lastChange,
  isLost,
  patterns,
  sites,
}: {
  merchant: LiveMatrix["matrix"]["merchant"];
  reader: Reader;
  lastChange: LiveMatrix["changes"][number] | undefined;
  isLost: boolean;
  patterns: number | null;
  sites: number;
}) {
  return (
    <>
      {merchant.name}.{" "}
      {merchant.activationOwner ? (
        <>
          Activation owner <strong className="font-semibold text-ink">{merchant.activationOwner.name}</strong>
          .{" "}
        </>
      ) : (
        "No activation owner yet. "
      )}
      {patterns !== null && `${sites.toLocaleString("en-US")} sites, ${patterns} patterns. `}
      Switch set v{merchant.switchVersion.toLocaleString("en-US")}
      {lastChange && `, last changed ${when(lastChange.at, reader.zone, reader.now)} by ${lastChange.by}`}.
      {merchant.observed && " Observed: the merchant talks to FlexCharge itself, so its cells are read-only."}
      {isLost && (
        <span className="text-attn">
          {" "}
          The page cannot be refreshed just now; it shows what was last read.
        </span>
      )}
    </>
  );
}
