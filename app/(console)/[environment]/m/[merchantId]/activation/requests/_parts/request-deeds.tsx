"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { withProof } from "#components/shell/ask-for-proof.ts";
import type { Reader } from "#components/switching/cell-words.ts";
import type { DiffRow } from "#components/switching/change-diff.tsx";
import { DryRunEffect } from "#components/switching/dry-run-effect.tsx";
import { openStepsSentence } from "#components/switching/open-steps-sentence.ts";
import {
  type ProductionAnswer,
  ProductionDialog,
  type ProductionTyped,
} from "#components/switching/production-dialog.tsx";
import { refusalSentence } from "#components/switching/refusal-sentence.ts";
import { requestConflict } from "#components/switching/request-conflict.ts";
import { isOpenRequest } from "#components/switching/request-words.ts";
import { when } from "#components/switching/when.ts";
import { Button } from "#components/ui/button.tsx";
import { Glyph } from "#components/ui/glyph.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ChangeRequestItem } from "#lib/switching/queries/list-change-requests.ts";
import { mayBeLetPass } from "#lib/switching/rules.ts";
import type { Gate } from "#lib/switching/schema.ts";
import type { ChangeRequestState } from "#lib/terms.ts";
import { useDryRun } from "../../_parts/use-dry-run.ts";
import { approveChangeAction, cancelChangeAction, rejectChangeAction } from "../../actions.ts";
import { EndDialog } from "./end-dialog.tsx";

/** Approve, reject, take back: what this person may do with the request as it stands. */
export function RequestDeeds({
  merchantId,
  merchantName,
  requestId,
  state,
  items,
  diff,
  version,
  reader,
  schedule,
  openGates,
  may,
}: {
  merchantId: string;
  merchantName: string;
  requestId: string;
  state: ChangeRequestState;
  items: readonly ChangeRequestItem[];
  diff: readonly DiffRow[];
  version: number;
  reader: Reader;
  schedule: { zone: string; initial?: string };
  /** What holds it now; where that is the checklist alone, an approver may let it pass in writing. */
  openGates: readonly Gate[];
  may: { approve: boolean; reject: boolean; cancel: boolean };
}) {
  const router = useRouter();
  const [open, setOpen] = useState<"approve" | "reject" | "cancel" | null>(null);
  const wanted = items.map(({ scope, id, channel, after }) => ({ scope, id, channel, mode: after }));
  const dry = useDryRun(merchantId, open === "approve" ? wanted : [], version);
  const place = { merchantId, requestId };
  const isSuspended = state === "suspended";
  const isWithout = openGates.length > 0 && openGates.every(mayBeLetPass);
  const close = () => setOpen(null);

  const approve = async ({ reason, confirm, scheduledFor }: ProductionTyped): Promise<ProductionAnswer> => {
    const note = isWithout ? { override: reason } : reason ? { note: reason } : {};
    const answer = await withProof(() => approveChangeAction({ ...place, confirm, scheduledFor, ...note }));
    if (!answer.ok) {
      return answer.reason === "VERSION_CONFLICT"
        ? { ok: false, conflict: requestConflict(answer, Date.now()) }
        : { ok: false, sentence: refusalSentence(answer) };
    }
    const { value } = answer;
    showToast(
      value.scheduledFor
        ? `Approved. It takes effect on ${when(new Date(value.scheduledFor).toISOString(), reader.zone, reader.now)}.`
        : `Approved and carried out, v${value.version.toLocaleString("en-US")}.`,
    );
    router.refresh();
    return { ok: true };
  };

  const end = async (reason: string): Promise<string | null> => {
    const answer =
      open === "reject"
        ? await rejectChangeAction({ ...place, reason })
        : await cancelChangeAction({ ...place, ...(reason ? { reason } : {}) });
    if (!answer.ok) return refusalSentence(answer);
    showToast(open === "reject" ? "Rejected. Its author reads why." : "Taken back. Nothing was changed.");
    close();
    router.refresh();
    return null;
  };

  if (!isOpenRequest(state)) return null;
  const mayApprove = may.approve && (state === "in_review" || isSuspended);
  return (
    <>
      {may.cancel && <Button onPress={() => setOpen("cancel")}>Take back…</Button>}
      {may.reject && state === "in_review" && <Button onPress={() => setOpen("reject")}>Reject…</Button>}
      {mayApprove && (
        <Button variant="primary" icon={<Glyph shape="square-solid" />} onPress={() => setOpen("approve")}>
          {isSuspended ? "Resume…" : "Approve…"}
        </Button>
      )}
      {open === "approve" && (
        <ProductionDialog
          question={isSuspended ? "Go on with this change?" : "Approve this change?"}
          sentence={`${merchantName}. You carry it out under your name, within 1 second or on its date.`}
          merchantName={merchantName}
          diff={diff}
          effects={[
            {
              key: "past",
              shape: "circle-half",
              text: <DryRunEffect {...dry} reader={reader} />,
            },
            {
              key: "rest",
              shape: "check",
              text: "Nothing else changes. Nothing that was skipped is sent again.",
            },
          ]}
          version={version}
          confirmLabel={isSuspended ? "Resume" : "Approve"}
          schedule={schedule}
          isApproval
          {...(isWithout ? { without: openStepsSentence(openGates) } : {})}
          isOpen
          onOpenChange={(isOpen) => !isOpen && close()}
          onConfirm={approve}
        />
      )}
      {(open === "reject" || open === "cancel") && <EndDialog kind={open} onClose={close} onConfirm={end} />}
    </>
  );
}
