"use client";
import { useState } from "react";
import { withProof } from "#components/shell/ask-for-proof.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import { type InFlight, stillRunningWords } from "#components/switching/in-flight.ts";
import { KillBanner } from "#components/switching/kill-banner.tsx";
import {
  type KillAnswer,
  type KillOrder,
  KillSwitchDialog,
  type KillTarget,
} from "#components/switching/kill-switch-dialog.tsx";
import { refusalSentence, whoCanSentence } from "#components/switching/refusal-sentence.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { rolesWith } from "#lib/access/rules.ts";
import { formatMoney } from "#lib/kit/money.ts";
import type { KillRow } from "#lib/switching/schema.ts";
import { KILL_SCOPES, PARTNER_TENANT } from "#lib/terms.ts";
import { setKillSwitchAction } from "../actions.ts";
import { type MatrixCells, siteTitle } from "./matrix-cells.ts";
import type { Rights } from "./rights.ts";

/** More stopped sites than this share one banner. */
const SHOWN_MAX = 2;
const NAMED_MAX = 3;

/** Whether the dialog is open, and the one way to move a kill switch. */
export function useKillSwitch({
  merchantId,
  refresh,
}: {
  merchantId: string;
  refresh: () => Promise<unknown>;
}) {
  const [isOpen, setOpen] = useState(false);
  const move = async (order: KillOrder, on: boolean): Promise<KillAnswer> => {
    const { scope, scopeId, channel, reason } = order;
    const answer = await withProof(() =>
      setKillSwitchAction({ scope, id: scopeId, merchantId, channel, reason, on }),
    );
    await refresh();
    return answer.ok ? { ok: true } : { ok: false, sentence: refusalSentence(answer) };
  };
  return { isOpen, setOpen, move };
}

/** The banners of what is stopped, and the dialog that stops. */
export function KillParts({
  kill,
  cells,
  rights,
  reader,
  inFlight,
}: {
  kill: ReturnType<typeof useKillSwitch>;
  cells: MatrixCells;
  rights: Rights;
  reader: Reader;
  inFlight: readonly InFlight[];
}) {
  const { merchant, partner } = cells;
  const [isUnfolded, setUnfolded] = useState(false);
  const ofSites = merchant.kills.filter((row) => row.scope === "site");
  const isFolded = ofSites.length > SHOWN_MAX && !isUnfolded;
  const engaged = [...partner.kills, ...merchant.kills]
    .sort((a, b) => KILL_SCOPES.indexOf(a.scope) - KILL_SCOPES.indexOf(b.scope))
    .filter((row) => !(isFolded && row.scope === "site"));
  const targets: KillTarget[] = [
    { scope: "merchant", scopeId: merchant.id, label: merchant.name, detail: "every site" },
    ...cells.sites.map((site) => ({ scope: "site" as const, scopeId: site.id, label: siteTitle(site) })),
    ...(rights.kill.partner
      ? [
          {
            scope: "partner" as const,
            scopeId: PARTNER_TENANT,
            label: `${partner.name}, every merchant`,
            detail: "everything that this console runs",
          },
        ]
      : []),
  ];
  const placeOf = (row: KillRow) =>
    row.scope === "partner"
      ? `every merchant of ${partner.name}`
      : row.scope === "merchant"
        ? merchant.name
        : cells.name("site", row.scopeId);
  const whyNotOn = (row: KillRow) => {
    const may = row.scope === "partner" ? rights.kill.partner && rights.kill.off : rights.kill.off;
    return may ? null : whoCanSentence(rolesWith(row.scope === "partner" ? "kill.partner" : "kill.off"));
  };
  return (
    <>
      {isFolded && (
        <Banner
          tone="danger"
          title={`${ofSites.length} sites are stopped`}
          action={<Button onPress={() => setUnfolded(true)}>Show each</Button>}
        >
          {ofSites
            .slice(0, NAMED_MAX)
            .map((row) => cells.name("site", row.scopeId))
            .join(", ")}
          {ofSites.length > NAMED_MAX && ` and ${ofSites.length - NAMED_MAX} more`}.
        </Banner>
      )}
      {engaged.map((row) => (
        <KillBanner
          key={`${row.scope} ${row.scopeId} ${row.channel}`}
          kill={row}
          place={placeOf(row)}
          stillRunning={
            row.scope === "partner" ? undefined : stillRunningWords(inFlight, row, row.channel, formatMoney)
          }
          reader={reader}
          whyNot={whyNotOn(row)}
          onSwitchOn={(reason) =>
            kill.move({ scope: row.scope, scopeId: row.scopeId, channel: row.channel, reason }, false)
          }
        />
      ))}
      {kill.isOpen && (
        <KillSwitchDialog
          targets={targets}
          stillRunning={(target, channel) =>
            target.scope === "partner"
              ? "Orders in flight at every merchant are followed to their end."
              : stillRunningWords(inFlight, target, channel, formatMoney)
          }
          isOpen
          onOpenChange={kill.setOpen}
          onConfirm={(order) => kill.move(order, true)}
        />
      )}
    </>
  );
}
